import { spawn } from "node:child_process";
import type { Signer, SignRequest } from "../index.js";
import { toHex } from "../bytes/index.js";
import { TransportError } from "../report/index.js";
import type { Invocation } from "./invocation.js";
import { signatureValue } from "./signature-value.js";

/** A signature has some hundred octets; a program that prints more prints something else. */
const MAX_OUTPUT_BYTES = 64 * 1024;
const TOO_MUCH = `it printed more than ${MAX_OUTPUT_BYTES} octets, where a signature has some hundred`;

/**
 * A signer that runs a program: it reads the digest (or the message, `--signer-input message`) from standard input and
 * prints the signature value, raw or in base64. The environment says what is asked: COUNTERSIGN_HASH, COUNTERSIGN_DIGEST
 * (hex), COUNTERSIGN_ALGORITHM, COUNTERSIGN_KIND. The line is run by the system's shell, with `{digest}` and `{hash}`
 * replaced. Its standard error is the user's. The value is checked at once, so a wrong program can do no harm.
 *
 * The line may hold a PIN, so no error repeats it: they name the program alone, which is `keyless.label`.
 */
export function commandSigner(line: string, keyless: Omit<Signer, "sign">, call: Invocation): Signer {
  // Ed25519 signs a message and never a digest (RFC 8419).
  const wantsMessage = call.options.text("signer-input") === "message" || keyless.algorithm.name === "ed25519";
  return {
    ...keyless,
    sign: async (request) => {
      const input = wantsMessage ? request.message : request.digest;
      const printed = await output({ line, program: keyless.label }, input, variables(request, keyless), call);
      if (printed.length === 0) throw failed(keyless.label, "it printed nothing");
      return signatureValue(printed);
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

/** The program that a line runs, without its folder and its arguments: what may be shown of it. */
export function programOf(line: string): string {
  const quoted = /^\s*(?:"([^"$`\\=]+)"|'([^'=]+)')(?=\s|$)/.exec(line);
  const word = quoted?.[1] ?? quoted?.[2] ?? /^\s*([\w@%+:,./\\~-]+)(?=\s|$)/.exec(line)?.[1];
  return word?.split(/[/\\]/).at(-1) || "a command";
}

interface Program {
  readonly line: string;
  /** What errors name. */
  readonly program: string;
}

async function output(
  { line, program }: Program,
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
      chunks.push(chunk);
      size += chunk.length;
      if (size <= MAX_OUTPUT_BYTES) return;
      reject(failed(program, TOO_MUCH));
      // What the shell has started outlives it, and prints on as long as somebody reads.
      child.stdout.destroy();
      child.kill();
    });
    child.stderr.on("data", (chunk: Buffer) => stderr.write(chunk.toString("utf8")));
    // The system's error repeats the line in a field of its own, so it is no cause of ours.
    child.on("error", ({ code }: NodeJS.ErrnoException) =>
      reject(signal.aborted ? interrupted(program) : failed(program, `the shell could not be started (${code})`)),
    );
    child.on("close", (code, killed) => {
      if (code === 0) resolve(Buffer.concat(chunks));
      else reject(failed(program, ended(code, killed)));
    });
    // A program that does not read its input (it took {digest}) closes the pipe: no fault.
    child.stdin.on("error", () => undefined);
    child.stdin.end(input);
  });
}

function ended(code: number | null, killed: NodeJS.Signals | null): string {
  return code === null ? `it was ended by ${killed ?? "a signal"}` : `it ended with exit code ${code}`;
}

function failed(program: string, problem: string): TransportError {
  return new TransportError({
    reason: "signer-failed",
    target: program,
    retryable: false,
    message: `The signer "${program}" failed: ${problem}.`,
    remedy: "Run it by hand with a digest on its standard input; it must print the signature value and nothing else.",
  });
}

function interrupted(program: string): TransportError {
  return new TransportError({
    reason: "aborted",
    target: program,
    retryable: true,
    message: `Signing by ${program} was interrupted; nothing was written.`,
    remedy: "Run it again.",
  });
}
