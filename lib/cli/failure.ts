import {
  ConfigError,
  CountersignError,
  DecodeError,
  SignRefusedError,
  TransportError,
  visible,
} from "../report/index.js";
import { type ExitCode, exitCodes } from "./exit-codes.js";
import type { Surroundings } from "./invocation.js";
import { jsonDocument } from "./text.js";

/** A failure as a person needs it: what failed, why, what to run. */
export interface FailureLines {
  readonly what: string;
  readonly why: string;
  readonly remedy: string;
  readonly exit: ExitCode;
}

/** Prints a failure, as text on standard error or as a `countersign.error/1` document, and gives its exit code. */
export function reportFailure(thrown: unknown, words: readonly string[], surroundings: Surroundings): ExitCode {
  const error = shortOfFiles(thrown) ?? thrown;
  const lines = failureLines(error);
  const shown = [`countersign: ${lines.what}`, `  ${lines.why}`, `  → ${lines.remedy}`];
  surroundings.stderr.write(`${shown.join("\n")}\n`);
  if (wantsJson(words)) surroundings.stdout.write(jsonDocument(errorDocument(error)));
  if (lines.exit === exitCodes.defect && error instanceof Error)
    surroundings.stderr.write(`${(error.stack ?? "").split("\n").map(visible).join("\n")}\n`);
  return lines.exit;
}

/** Parts of the command are loaded as they are needed: where no more files may be open, that fails, and nothing is wrong with it. */
function shortOfFiles(error: unknown): TransportError | undefined {
  if (!(error instanceof Error) || !("code" in error) || !["EMFILE", "ENFILE"].includes(String(error.code)))
    return undefined;
  return new TransportError({
    reason: "source-unreadable",
    target: "countersign",
    retryable: true,
    message: `A file that is needed could not be opened: ${error.message}.`,
    remedy: "Raise the limit of open files (ulimit -n 1024), or close other programs; then run the command again.",
    cause: error,
  });
}

/** The document that stands for a failed call, or for one file of many that could not be read. */
export function errorDocument(error: unknown): { readonly schema: string; readonly error: Record<string, unknown> } {
  const { why, remedy } = failureLines(error);
  const code = error instanceof CountersignError ? error.code : "defect";
  return { schema: "countersign.error/1", error: { code, ...detailsOf(error), message: why, remedy } };
}

/** The lines for any thrown value, safe to show: what is wrong with a document or a server is told in its own words. */
export function failureLines(error: unknown): FailureLines {
  // Of several lines; findings' texts are safe by themselves.
  if (error instanceof SignRefusedError) return refusedLines(error);
  const { what, why, remedy, exit } = linesOf(error);
  return { what: visible(what), why: visible(why), remedy: visible(remedy), exit };
}

/** A command is stopped by a signal and by nothing else: what the library says of callers and deadlines tells nobody anything. */
const INTERRUPTED = {
  why: "It was interrupted (Ctrl-C, or another signal) before it was done; nothing partial was left.",
  remedy: "Run the command again.",
} as const;

function linesOf(error: unknown): FailureLines {
  if (error instanceof ConfigError) {
    const at = placeInCall(error.at);
    const where = error.line === undefined ? at : `${at} (line ${error.line})`;
    const why = `expected ${error.expected}, received ${error.received}`;
    return { what: `${where} can’t be used`, why, remedy: error.remedy, exit: exitCodes.usage };
  }
  if (error instanceof DecodeError) {
    return {
      what: `${error.structure} can’t be read`,
      why: error.message,
      remedy: error.remedy,
      exit: exitCodes.usage,
    };
  }
  if (error instanceof TransportError) {
    const what = `${error.target} failed (${error.reason})`;
    if (error.reason === "aborted") return { what, ...INTERRUPTED, exit: exitCodes.interrupted };
    return { what, why: error.message, remedy: error.remedy, exit: exitCodes.transport };
  }
  return {
    what: "a defect of countersign itself",
    why: error instanceof Error ? `${error.name}: ${error.message}` : String(error),
    remedy: "Report it with this text and the command line: the package's page names where.",
    exit: exitCodes.defect,
  };
}

/** Members of a request, as the command line has them. */
const OPTIONS = new Map([
  ["request.expect.content", "--expect-content"],
  ["request.expect.publisherDomain", "--publisher-domain"],
  ["request.expect.organization", "--organization"],
  ["request.successions", "--succession"],
]);

/** Whoever wrote `--succession` has seen no `request.successions[0]`. */
function placeInCall(at: string): string {
  const [, path = "", member] = /^([\w.]+)(?:\[\d+\](?:\.(.+))?)?$/.exec(at) ?? [];
  const option = OPTIONS.get(path);
  return option === undefined || member === undefined ? (option ?? at) : `${option}, ${member}`;
}

function refusedLines(error: SignRefusedError): FailureLines {
  const errors = error.issues.filter((issue) => issue.severity === "error");
  const why = errors.map((issue) => `${issue.message} [${issue.code}]`).join("\n  ");
  const remedies = [...new Set(errors.map((issue) => issue.remedy))];
  const remedy = remedies.length === 0 ? error.remedy : remedies.join("\n  → ");
  return {
    what: "signing refused, nothing was written",
    why: why || error.message,
    remedy,
    exit: exitCodes.signRefused,
  };
}

function detailsOf(error: unknown): Record<string, unknown> {
  if (error instanceof ConfigError) {
    const { at, expected, received, line } = error;
    return { at, expected, received, ...(line === undefined ? {} : { line }) };
  }
  if (error instanceof DecodeError) return { structure: error.structure, offset: error.offset };
  if (error instanceof TransportError) {
    return { reason: error.reason, target: error.target, retryable: error.retryable };
  }
  return error instanceof SignRefusedError ? { issues: error.issues } : {};
}

function wantsJson(words: readonly string[]): boolean {
  const end = words.indexOf("--");
  const options = end < 0 ? words : words.slice(0, end);
  // `--as json` is the same form, whatever else is wrong with the call.
  return options.some(
    (word, at) => word === "--json" || word === "--as=json" || (word === "--as" && options[at + 1] === "json"),
  );
}
