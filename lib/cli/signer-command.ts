import { spawn } from "node:child_process";
import type { Signer, SignRequest } from "../index.js";
import { toHex } from "../bytes/index.js";
import { TransportError } from "../report/index.js";
import type { Invocation } from "./invocation.js";
import { signatureValue } from "./signature-value.js";

/** A signature has some hundred octets; a program that prints more prints something else. */
const MAX_OUTPUT_BYTES = 64 * 1024;

/**
 * A signer that runs a program: it reads the digest (or the message, `--signer-input message`) from standard input and
 * prints the signature value, raw or in base64. The environment says what is asked: COUNTERSIGN_HASH, COUNTERSIGN_DIGEST
 * (hex), COUNTERSIGN_ALGORITHM, COUNTERSIGN_KIND. The line is run by the system's shell, with `{digest}` and `{hash}`
 * replaced. Its standard error is the user's. The value is checked at once, so a wrong program can do no harm.
 */
export function commandSigner(line: string, keyless: Omit<Signer, "sign">, call: Invocation): Signer {
  // Ed25519 signs a message and never a digest (RFC 8419).
  const wantsMessage = call.options.text("signer-input") === "message" || keyless.algorithm.name === "ed25519";
  return {
    ...keyless,
    sign: async (request) => {
      const input = wantsMessage ? request.message : request.digest;
      return signatureFrom(await output(line, input, variables(request, keyless), call), line);
    },
  };
}

function variables(request: SignRequest, keyless: Omit<Signer, "sign">): Record<string, string> {
  return {
    COUNTERSIGN_HASH: request.hash,
    COUNTERSIGN_DIGEST: toHex(request.digest),
    COUNTERSIGN_ALGORITHM: keyless.algorithm.name,
    COUNTERSIGN_KIND: request.kind,
  };
}

async function output(
  line: string,
  input: Uint8Array,
  more: Record<string, string>,
  { workingDirectory, environment, signal, stderr }: Invocation,
): Promise<Buffer> {
  // Both are of our own alphabet (hex, a hash's name), so nothing in them means anything to a shell.
  const command = line
    .replaceAll("{digest}", more["COUNTERSIGN_DIGEST"] ?? "")
    .replaceAll("{hash}", more["COUNTERSIGN_HASH"] ?? "");
  const env = { ...environment, ...more };
  return new Promise((resolve, reject) => {
    const child = spawn(command, { shell: true, cwd: workingDirectory, env, signal, stdio: "pipe", windowsHide: true });
    const chunks: Buffer[] = [];
    let size = 0;
    child.stdout.on("data", (chunk: Buffer) => {
      size += chunk.length;
      if (size > MAX_OUTPUT_BYTES) child.kill();
      else chunks.push(chunk);
    });
    child.stderr.on("data", (chunk: Buffer) => stderr.write(chunk.toString("utf8")));
    child.on("error", (error) =>
      reject(signal.aborted ? interrupted(line, error) : failed(line, error.message, error)),
    );
    child.on("close", (code, killed) => {
      if (code === 0) resolve(Buffer.concat(chunks));
      else reject(failed(line, size > MAX_OUTPUT_BYTES ? "it printed far more than a signature" : ended(code, killed)));
    });
    // A program that does not read its input (it took {digest}) closes the pipe: no fault.
    child.stdin.on("error", () => undefined);
    child.stdin.end(input);
  });
}

function ended(code: number | null, killed: NodeJS.Signals | null): string {
  return code === null ? `it was ended by ${killed ?? "a signal"}` : `it ended with exit code ${code}`;
}

function signatureFrom(printed: Buffer, line: string): Uint8Array {
  if (printed.length === 0) throw failed(line, "it printed nothing");
  return signatureValue(printed);
}

function failed(line: string, problem: string, cause?: unknown): TransportError {
  return new TransportError({
    reason: "signer-failed",
    target: line,
    retryable: false,
    message: `The signer command “${line}” failed: ${problem}.`,
    remedy: "Run it by hand with a digest on its standard input; it must print the signature value and nothing else.",
    cause,
  });
}

function interrupted(line: string, cause: unknown): TransportError {
  const message = `Signing by “${line}” was interrupted; nothing was written.`;
  return new TransportError({
    reason: "aborted",
    target: line,
    retryable: true,
    message,
    remedy: "Run it again.",
    cause,
  });
}
