import { explainIssue, issueCatalogue, type Verdict } from "../../index.js";
import {
  catalogueEntry,
  ConfigError,
  didYouMean,
  isIssueCode,
  type IssueCode,
  issueCodes,
  shown,
  visible,
} from "../../report/index.js";
import { type ExitCode, exitCodes } from "../exit-codes.js";
import { failureLines } from "../failure.js";
import { packageFiles } from "../inputs/package-files.js";
import type { Invocation } from "../invocation.js";
import { judgeAll } from "../judge-all.js";
import { explainedAsCalled } from "../present/as-called.js";
import { jsonPresentation } from "../present/json.js";
import type { Presentation } from "../present/presentation.js";
import { exists } from "../read-file.js";
import { withOrigins } from "../origin.js";
import { requestsOf } from "../request-options.js";
import { counted, jsonDocument } from "../text.js";
import { judgingOf, verifierOf } from "../verifier-options.js";

/** `countersign explain`: of codes, of packages, or the list of all codes. */
export async function run(call: Invocation): Promise<ExitCode> {
  if (call.operands.length === 0) return showCodes(issueCodes, call);
  const codes = call.operands.map(codesOf);
  if (codes.every((found) => found.length > 0)) return showCodes([...new Set(codes.flat())], call);
  const unknown = call.operands.find((word, place) => codes[place]?.length === 0 && looksLikeCode(word));
  if (unknown !== undefined && !(await exists(unknown))) throw unknownCode(unknown);
  return explainFiles(call);
}

/** The codes that a word means: itself, or those that NuGet reports under it. */
function codesOf(word: string): readonly IssueCode[] {
  if (isIssueCode(word)) return [word];
  const nuget = word.toUpperCase();
  if (!/^NU\d{4}$/.test(nuget)) return [];
  return issueCodes.filter((code) => catalogueEntry(code).nuget.some((text) => text.includes(nuget)));
}

// A bare word: paths of packages have a folder or an ending.
function looksLikeCode(word: string): boolean {
  return /^[a-z0-9-]+$/i.test(word);
}

function unknownCode(word: string): ConfigError {
  return new ConfigError({
    at: "countersign explain",
    expected: "a code of the catalogue, a NuGet code that has one, or a file",
    received: word,
    remedy: `${didYouMean(word, issueCodes)}All codes: countersign explain`,
  });
}

function showCodes(codes: readonly IssueCode[], call: Invocation): ExitCode {
  if (call.options.has("json")) {
    const entries = codes.map((code) => issueCatalogue.get(code));
    call.stdout.write(jsonDocument({ schema: "countersign.catalogue/1", codes: entries }));
  } else if (call.operands.length === 0) {
    for (const code of codes) call.stdout.write(`${code.padEnd(40)} ${catalogueEntry(code).meaning}\n`);
    call.stdout.write(`${counted(codes.length, "code")}. More about one: countersign explain CODE\n`);
  } else {
    call.stdout.write(`${codes.map((code) => explainIssue(code)).join("\n\n")}\n`);
  }
  return exitCodes.accepted;
}

async function explainFiles(call: Invocation): Promise<ExitCode> {
  const files = await packageFiles(call.operands, call);
  const [judging, requested] = await Promise.all([judgingOf(call), requestsOf(call, files)]);
  const requestFor = withOrigins(requested, judging.policy, call);
  const verifier = await verifierOf(call, judging);
  const presentation = call.options.has("json") ? jsonPresentation(judging.call) : fullPresentation(judging.call);
  return judgeAll({ files, verifier, requestFor, lock: undefined, call, presentation });
}

/** Every check with its outcome, not only those that failed. */
function fullPresentation(call: Invocation): Presentation {
  return {
    add: (result) => {
      if (!("verdict" in result)) {
        const { what, why, remedy } = failureLines(result.error);
        call.stderr.write(`countersign: ${visible(result.path)}: ${what}\n  ${why}\n  → ${remedy}\n`);
      } else {
        const text = explainedAsCalled(result.verdict, result.path, call);
        call.stdout.write(`${text}\n${checks(result.verdict)}\n`);
      }
    },
    finish: () => undefined,
  };
}

function checks({ checks: all }: Verdict): string {
  const rows = all.map(({ check, subject, status, reason, rule }) => {
    const about =
      subject === undefined
        ? ""
        : ` (${subject.kind} ${subject.placement}${subject.timestamp === true ? " timestamp" : ""})`;
    const why = reason === undefined ? "" : `: ${shown(reason)}`;
    return `    ${status.padEnd(8)} ${check}${about}${why}  [${rule}]`;
  });
  return ["  checks", ...rows, ""].join("\n");
}
