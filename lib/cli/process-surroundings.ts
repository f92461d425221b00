import { fstatSync, writeSync } from "node:fs";
import { TransportError } from "../report/index.js";
import type { Output, Surroundings } from "./invocation.js";

/** The process as the commands see it. */
export function processSurroundings(): Surroundings {
  return {
    stdout: outputTo(1),
    stderr: outputTo(2),
    environment: process.env,
    workingDirectory: process.cwd(),
    clock: () => new Date(),
    signal: interruption(),
    readInput,
    askSecret: async (question) => (await import("./ask-secret.js")).askSecret(question),
  };
}

// Written at once to the descriptor: `process.stdout` would load sockets and streams to print one line. A reader that went
// away (`countersign verify … | head`) is no failure of ours: the rest is not written, and the exit code still says what was
// found.
function outputTo(descriptor: 1 | 2): Output {
  const isTerminal = isOnTerminal(descriptor);
  let isOpen = true;
  return {
    write: (text) => {
      if (!isOpen) return;
      isOpen = false; // and stays so if this throws: the failure is told on the other one
      isOpen = writeWhole(descriptor, Buffer.from(text, "utf8"));
    },
    isTerminal,
    columns: isTerminal ? (descriptor === 1 ? process.stdout : process.stderr).columns || 80 : 80,
  };
}

function isOnTerminal(descriptor: 1 | 2): boolean {
  try {
    if (!fstatSync(descriptor).isCharacterDevice()) return false;
  } catch {
    return false; // the caller closed it
  }
  return (descriptor === 1 ? process.stdout : process.stderr).isTTY;
}

/** @returns false if nobody reads it any more. */
function writeWhole(descriptor: 1 | 2, bytes: Uint8Array): boolean {
  for (let written = 0; written < bytes.length; ) {
    try {
      written += writeSync(descriptor, bytes, written);
    } catch (error) {
      if (codeOf(error) !== "EAGAIN") {
        if (descriptor === 2 || codeOf(error) === "EPIPE" || codeOf(error) === "EBADF") return false;
        throw unwritable(error);
      }
      // A pipe that its other end made non-blocking, and that is full: its reader needs a moment.
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
    }
  }
  return true;
}

/** A full disk, say: what was found can't be told, so the exit code must not be taken for it. */
function unwritable(cause: unknown): TransportError {
  const target = "standard output";
  const message = `${target} can’t be written: ${cause instanceof Error ? cause.message : String(cause)}.`;
  const remedy = "Make room where it leads to, or lead it elsewhere.";
  return new TransportError({ reason: "target-unwritable", target, retryable: false, message, remedy, cause });
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && "code" in error ? error.code : undefined;
}

// The first Ctrl-C stops cleanly, by the signal that every command passes on; the second ends the process at once. A terminal
// that is closed stops it as well: a half-written file would stay behind.
function interruption(): AbortSignal {
  const controller = new AbortController();
  const stop = (): void => {
    if (controller.signal.aborted) process.exit(130);
    controller.abort();
  };
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, stop);
  return controller.signal;
}

async function readInput(): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of process.stdin) {
    chunks.push(typeof chunk === "string" ? Buffer.from(chunk) : (chunk as Uint8Array));
  }
  return Buffer.concat(chunks);
}
