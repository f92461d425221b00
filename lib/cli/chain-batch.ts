import { createReadStream } from "node:fs";
import { resolve } from "node:path";
import { createInterface } from "node:readline";
import {
  type ChainPurpose,
  createTrustStore,
  parseCertificates,
  validateCertificate,
  type ValidateCertificateOptions,
} from "../index.js";
import { openFile } from "../node/index.js";
import { CountersignError } from "../report/index.js";
import { everyPurpose } from "./chain-options.js";
import { type ExitCode, exitCodes } from "./exit-codes.js";
import type { Invocation } from "./invocation.js";
import { member } from "./inputs/lock-json.js";
import { revocationDer } from "./revocation-der.js";

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
  let exit: ExitCode = exitCodes.accepted;
  for await (const line of createInterface({ input: createReadStream(file), crlfDelay: Number.POSITIVE_INFINITY })) {
    if (line.trim() === "") continue;
    const answer = await answerTo(line, call);
    if ("error" in answer) exit = exitCodes.usage;
    call.stdout.write(`${JSON.stringify(answer)}\n`);
  }
  return exit;
}

async function answerTo(line: string, call: Invocation): Promise<object> {
  let id: unknown;
  try {
    const document: unknown = JSON.parse(line);
    id = member(document, "id");
    const { valid, issues } = await validateCase(document, call);
    return { id, valid, issues };
  } catch (error) {
    if (!(error instanceof CountersignError || error instanceof SyntaxError)) throw error;
    return { id, error: error.message };
  }
}

async function validateCase(
  document: unknown,
  call: Invocation,
): Promise<{ valid: boolean; issues: readonly unknown[] }> {
  const anchors = (await certificatesIn(member(document, "roots"))).map((certificate) => ({
    certificate,
    purposes: everyPurpose,
    origin: "the case",
  }));
  const [leaf] = await certificatesIn([member(document, "leaf")]);
  const purpose = PURPOSES.get(textOf(member(document, "purpose"))) ?? "code-signing";
  const crls = encodedIn(member(document, "crls"));
  const ocsp = encodedIn(member(document, "ocsp"));
  return validateCertificate(leaf ?? new Uint8Array(), {
    trust: await createTrustStore("the case", anchors),
    purpose,
    at: new Date(textOf(member(document, "signatureTime") ?? member(document, "time"))),
    intermediates: await certificatesIn(member(document, "intermediates")),
    ...(crls.length === 0 ? {} : { crls }),
    ...(ocsp.length === 0 ? {} : { ocsp }),
    ...revocationOf(textOf(member(member(document, "revocation"), "mode"))),
    profile: call.options.text("profile") ?? "cms-detached",
    signal: call.signal,
  });
}

const PURPOSES: ReadonlyMap<string, ChainPurpose> = new Map([
  ["codeSigning", "code-signing"],
  ["timeStamping", "timestamping"],
  ["code-signing", "code-signing"],
  ["timestamping", "timestamping"],
  ["ocsp-signing", "ocsp-signing"],
  ["any", "any"],
]);

function revocationOf(mode: string): Pick<ValidateCertificateOptions, "revocation"> {
  if (mode !== "hard" && mode !== "soft") return {};
  return { revocation: { policy: { mode: "offline", need: mode === "hard" ? "require" : "prefer" } } };
}

async function certificatesIn(value: unknown): Promise<readonly Uint8Array[]> {
  const lists = await Promise.all(textsIn(value).map((text) => parseCertificates(text)));
  return lists.flat().map((certificate) => certificate.der);
}

/** PEM, or base64 of DER. */
function encodedIn(value: unknown): readonly Uint8Array[] {
  return textsIn(value).flatMap((text) =>
    revocationDer(text.startsWith("-----") ? Buffer.from(text) : Uint8Array.from(Buffer.from(text, "base64"))),
  );
}

function textsIn(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((one) => typeof one === "string") : [];
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}
