import { createReadStream } from "node:fs";
import { resolve } from "node:path";
import { createInterface } from "node:readline";
import {
  type ChainPurpose,
  type ChainVerdict,
  createTrustStore,
  type IssuerSource,
  type TrustStore,
  validateCertificate,
} from "../index.js";
import { openFile } from "../node/index.js";
import { ConfigError, CountersignError } from "../report/index.js";
import { everyPurpose, revocationPolicy } from "./chain-options.js";
import { derBlocks } from "./der-blocks.js";
import { issuersOf } from "./verifier-options.js";
import { readMoment } from "./moment.js";
import { type ExitCode, exitCodes } from "./exit-codes.js";
import type { Invocation } from "./invocation.js";
import { member } from "./inputs/lock-json.js";
import { jsonText } from "./text.js";

/**
 * `--batch`: validates the case of each line and prints `{"id":…,"valid":…,"issues":[…]}` for it, in order. A line that is no
 * case gets `"error"` instead, and the rest goes on.
 *
 * @returns 0 if every line could be read, whatever their verdicts.
 */
export async function runBatch(path: string, call: Invocation): Promise<ExitCode> {
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
    if (!(error instanceof CountersignError || error instanceof SyntaxError)) throw error;
    return { id, valid: false, issues: [], error: error.message };
  }
}

/**
 * JSON is read to any depth, but written only as deep as the stack goes.
 *
 * @throws {ConfigError} the `id` of a case is nested too deep to come back with the answer.
 */
function repeatable(id: unknown): unknown {
  try {
    JSON.stringify([[id]]); // one level more than the answer has
    return id;
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause;
    const expected = "a value that can be written again";
    throw new ConfigError({ at: "id", expected, received: "one nested too deep", remedy: "Use a text or a number." });
  }
}

async function validateCase(
  document: unknown,
  call: Invocation,
  issuers: IssuerSource | undefined,
): Promise<ChainVerdict> {
  const [leaf = new Uint8Array()] = encodedIn([member(document, "leaf")]);
  const signatureTime = member(document, "signatureTime");
  const purpose = PURPOSES.get(textOf(member(document, "purpose"))) ?? "code-signing";
  return validateCertificate(leaf, {
    trust: await trustIn(member(document, "roots")),
    purpose,
    at: readMoment(textOf(member(document, "time")), "time"),
    ...(typeof signatureTime === "string" ? { signatureTime: readMoment(signatureTime, "signatureTime") } : {}),
    intermediates: encodedIn(member(document, "intermediates")),
    crls: encodedIn(member(document, "crls")),
    ocsp: encodedIn(member(document, "ocsp")),
    revocation: {
      policy: revocationPolicy(NEEDS.get(textOf(member(member(document, "revocation"), "mode"))) ?? "off"),
    },
    ...(purpose === "code-signing" || purpose === "timestamping"
      ? { profile: call.options.text("profile") ?? "cms-detached" }
      : {}),
    ...(issuers && { issuers }),
    signal: call.signal,
  });
}

async function trustIn(roots: unknown): Promise<TrustStore> {
  const anchors = encodedIn(roots).map((certificate) => ({ certificate, purposes: everyPurpose, origin: "the case" }));
  return createTrustStore("the case", anchors);
}

const PURPOSES: ReadonlyMap<string, ChainPurpose> = new Map([
  ["codeSigning", "code-signing"],
  ["timeStamping", "timestamping"],
  ["code-signing", "code-signing"],
  ["timestamping", "timestamping"],
  ["ocsp-signing", "ocsp-signing"],
  ["any", "any"],
]);

const NEEDS: ReadonlyMap<string, string> = new Map([
  ["off", "off"],
  ["soft", "prefer"],
  ["hard", "require"],
]);

/** PEM, or base64 of DER. */
function encodedIn(value: unknown): readonly Uint8Array[] {
  return textsIn(value).flatMap((text) =>
    derBlocks(text.startsWith("-----") ? Buffer.from(text) : Uint8Array.from(Buffer.from(text, "base64"))),
  );
}

function textsIn(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((one) => typeof one === "string") : [];
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}
