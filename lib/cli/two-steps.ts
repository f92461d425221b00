import { resolve } from "node:path";
import {
  completeSignature,
  type CountersignOptions,
  type HashName,
  type PreparedSignature,
  prepareSignature,
  type SignatureAlgorithm,
  type SignaturePlacement,
  type SignOptions,
  type TimestampChoice,
} from "../index.js";
import { toHex } from "../bytes/index.js";
import { ConfigError, fileWord, visible } from "../report/index.js";
import { type ExitCode, exitCodes } from "./exit-codes.js";
import { openPackage } from "./inputs/open-package.js";
import { packageFiles } from "./inputs/package-files.js";
import type { Invocation } from "./invocation.js";
import { requireAsPrepared } from "./prepared-words.js";
import { readFileBytes, readFileText } from "./read-file.js";
import { rootsOf } from "./roots-options.js";
import { signatureValue } from "./signature-value.js";
import { keylessSigner } from "./signer-options.js";
import { formatOf, workOnFiles } from "./signing.js";
import { jsonDocument } from "./text.js";
import { writeFileBytes, writeFileText } from "./write-file.js";

type Shared =
  | Pick<SignOptions, "timestamp" | "kind" | "repository" | "hash" | "overwrite">
  | (Pick<CountersignOptions, "timestamp" | "repository" | "hash"> & { readonly countersign: true });

/** Which part of signing a call does. */
export function stepOf(call: Invocation): "both" | "prepare" | "complete" {
  const [prepares, completes] = [call.options.has("prepare"), call.options.has("complete")];
  if (prepares && completes) {
    const remedy = "Prepare first, sign the .tbs file where the key is, then complete.";
    throw new ConfigError({ at: "--prepare", expected: "one step at a time", received: "--complete as well", remedy });
  }
  return prepares ? "prepare" : completes ? "complete" : "both";
}

/** First step: writes the request, for the machine with the key. */
export async function prepareFile(call: Invocation, shared: Shared): Promise<ExitCode> {
  const file = await onlyFile(call, "--prepare");
  const request = resolve(call.workingDirectory, call.options.text("prepare") ?? "");
  const [trust, signer] = await Promise.all([rootsOf(call), keylessSigner(call)]);
  const source = await openPackage(file, call);
  try {
    const { clock, signal } = call;
    const context = { clock, signal, trust, name: file.shown, format: formatOf(file), signer };
    const prepared = await prepareSignature(source, { ...context, ...shared });
    await writeFileBytes(`${request}.tbs`, prepared.request.message, call);
    await writeFileText(request, jsonDocument(requestDocument(prepared)), call);
    showPrepared(call, request, prepared, signer.algorithm);
    return exitCodes.accepted;
  } finally {
    await source.close();
  }
}

function requestDocument({ request, state }: PreparedSignature): unknown {
  const { hash, digest, kind } = request;
  return { schema: "countersign.request/1", kind, hash, digest: toHex(digest), state };
}

function showPrepared(
  call: Invocation,
  path: string,
  { request }: PreparedSignature,
  algorithm: SignatureAlgorithm,
): void {
  const shownPath = visible(path);
  if (call.options.has("json")) {
    const { hash, digest } = request;
    call.stdout.write(jsonDocument({ schema: "countersign.prepare/1", request: path, hash, digest: toHex(digest) }));
    return;
  }
  call.stdout.write(`${shownPath}: ready to be signed (${request.hash} ${toHex(request.digest)})\n`);
  call.stdout.write(`  where the key is: ${opensslLine(path, request.hash, algorithm)}\n`);
  call.stdout.write(`  then here:        the same command with --complete ${fileWord(path)} instead of --prepare\n`);
}

/** What signs the octets with a key in a file, by the algorithm that the request asks for. */
function opensslLine(path: string, hash: HashName, algorithm: SignatureAlgorithm): string {
  const [tbs, sig] = [fileWord(`${path}.tbs`), fileWord(`${path}.sig`)];
  // Ed25519 takes the message itself, and openssl's dgst has no word for that.
  if (algorithm.name === "ed25519") return `openssl pkeyutl -sign -rawin -inkey KEY.pem -in ${tbs} -out ${sig}`;
  const padding = algorithm.name === "rsa-pss" ? " -sigopt rsa_padding_mode:pss -sigopt rsa_pss_saltlen:digest" : "";
  return `openssl dgst -${hash}${padding} -sign KEY.pem -out ${sig} ${tbs}`;
}

/** Second step: takes the signature value and writes the package. @param placement what the command of the call makes. */
export async function completeFile(
  call: Invocation,
  timestamp: TimestampChoice,
  placement: SignaturePlacement,
): Promise<ExitCode> {
  await onlyFile(call, "--complete");
  const request = call.options.text("complete") ?? "";
  const state = readState(await readFileText(request, call), request);
  requireAsPrepared(state, placement, call);
  const value = await readFileBytes(call.options.text("signature-value") ?? `${request}.sig`, call);
  const trust = await rootsOf(call);
  return workOnFiles(call, async (source, context) =>
    completeSignature(source, state, signatureValue(value), { ...context, trust, timestamp }).catch(
      (error: unknown) => {
        throw error instanceof ConfigError && /^state(?:\.|$)/.test(error.at) ? noRequest(request) : error;
      },
    ),
  );
}

function readState(text: string, file: string): string {
  try {
    const document: unknown = JSON.parse(text);
    if (typeof document === "object" && document !== null && "state" in document) {
      if (typeof document.state === "string") return document.state;
    }
  } catch {
    // Not JSON at all: the same answer as for another document.
  }
  throw noRequest(file);
}

function noRequest(file: string): ConfigError {
  const remedy = "Name the file that --prepare wrote, as it wrote it.";
  return new ConfigError({
    at: file,
    expected: "a request as --prepare writes it",
    received: "something else",
    remedy,
  });
}

async function onlyFile(call: Invocation, option: string) {
  const [file, ...more] = await packageFiles(call.operands, call);
  if (file !== undefined && more.length === 0) return file;
  const received = `${more.length + 1} files`;
  throw new ConfigError({ at: option, expected: "one file", received, remedy: "Take the files one by one." });
}
