import { createReadStream } from "node:fs";
import { resolve } from "node:path";
import { createInterface } from "node:readline";
import { type ChainVerdict, type IssuerSource, validateCertificate } from "../index.js";
import { openFile } from "../node/index.js";
import { ConfigError, CountersignError, jsonText } from "../report/index.js";
import { readCase } from "./chain-case.js";
import { policiesOf, profileFor } from "./chain-options.js";
import { issuersOf } from "./verifier-options.js";
import { type ExitCode, exitCodes } from "./exit-codes.js";
import type { Invocation } from "./invocation.js";
import { member } from "./inputs/lock-json.js";

/**
 * `--batch`: validates the case of each line and prints `{"id":…,"valid":…,"issues":[…]}` for it, in order. A line that is no
 * case gets `"error"` instead, and the rest goes on. Rules that no case has a member for (`--profile`, policies) are the call's.
 *
 * @returns 0 if every line could be read, whatever their verdicts.
 * @throws {ConfigError} an option says what each case says for itself.
 */
export async function runBatch(path: string, call: Invocation): Promise<ExitCode> {
  requireFitting(call);
  const file = resolve(call.workingDirectory, path);
  // Opened once beforehand, so that a missing file is reported like every other.
  await (await openFile(file)).close();
  const { issuers } = await issuersOf(call);
  // One run for all cases: what one has learnt, the others need not ask again.
  const shared = issuers?.forRun?.();
  let exit: ExitCode = exitCodes.accepted;
  for await (const line of createInterface({ input: createReadStream(file), crlfDelay: Number.POSITIVE_INFINITY })) {
    if (line.trim() === "") continue;
    const answer = await answerTo(line, call, shared);
    if ("error" in answer) exit = exitCodes.usage;
    call.stdout.write(`${jsonText(answer)}\n`);
  }
  return exit;
}

async function answerTo(line: string, call: Invocation, issuers: IssuerSource | undefined): Promise<object> {
  let id: unknown;
  try {
    const document: unknown = JSON.parse(line);
    id = repeatable(member(document, "id"));
    const { valid, issues, fetched } = await validateCase(document, call, issuers);
    return { id, valid, issues, ...(fetched && { fetched }) };
  } catch (error) {
    return { id, valid: false, issues: [], error: whyNoCase(error) };
  }
}

function whyNoCase(error: unknown): string {
  if (error instanceof CountersignError) return `${error.message} ${error.remedy}`;
  if (error instanceof SyntaxError) return `${error.message}. Write one case a line, as JSON.`;
  throw error;
}

/** JSON is read to any depth, and written as deep as the engine's stack goes, which is another in each version. */
const MOST_LEVELS = 100;

/** @throws {ConfigError} the `id` of a case is nested too deep to come back with the answer. */
function repeatable(id: unknown): unknown {
  let lists = [id].filter(isNested);
  for (let levels = 0; lists.length > 0; levels++) {
    if (levels === MOST_LEVELS) throw tooDeep();
    lists = lists.flatMap((list) => Object.values(list) as unknown[]).filter(isNested);
  }
  return id;
}

function isNested(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}

function tooDeep(): ConfigError {
  const expected = `a value that can be written again, of at most ${MOST_LEVELS} levels`;
  return new ConfigError({ at: "id", expected, received: "one nested too deep", remedy: "Use a text or a number." });
}

async function validateCase(
  document: unknown,
  call: Invocation,
  issuers: IssuerSource | undefined,
): Promise<ChainVerdict> {
  const { leaf, purpose, options } = await readCase(document);
  return validateCertificate(leaf, {
    ...options,
    purpose,
    policies: policiesOf(call),
    ...profileFor(purpose, call),
    ...(issuers && { issuers }),
    signal: call.signal,
  });
}

/** What each case says for itself: beside `--batch` nobody would read it, and some of it would have refused. */
const IN_EACH_CASE: ReadonlyMap<string, string> = new Map([
  ["intermediates", "intermediates"],
  ["roots", "roots"],
  ["crls", "crls"],
  ["ocsp", "ocsp"],
  ["purpose", "purpose"],
  ["revocation", "revocation.mode"],
  ["at", "time"],
  ["signature-time", "signatureTime"],
]);

function requireFitting({ options }: Invocation): void {
  for (const [name, member] of IN_EACH_CASE)
    if (options.has(name)) {
      const remedy = `Write it into each line of the file, as ${JSON.stringify(member)}, and leave --${name} out.`;
      const expected = "it in each case, with --batch";
      throw new ConfigError({ at: `--${name}`, expected, received: "an option for all of them", remedy });
    }
}
