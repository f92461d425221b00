import type { Output, Surroundings } from "./invocation.js";

/** The process as the commands see it. */
export function processSurroundings(): Surroundings {
  return {
    stdout: outputOver(process.stdout),
    stderr: outputOver(process.stderr),
    environment: process.env,
    workingDirectory: process.cwd(),
    clock: () => new Date(),
    signal: interruption(),
    readInput,
    askSecret: async (question) => (await import("./ask-secret.js")).askSecret(question),
  };
}

// A reader that went away (`countersign verify … | head`) is no failure of ours: the rest is not written, and the exit
// code still says what was found.
function outputOver(stream: NodeJS.WriteStream): Output {
  let isOpen = true;
  stream.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE" && error.code !== "ERR_STREAM_DESTROYED") throw error;
    isOpen = false;
  });
  return {
    write: (text) => {
      if (isOpen) stream.write(text);
    },
    isTerminal: stream.isTTY,
    columns: stream.columns || 80,
  };
}

// The first Ctrl-C stops cleanly, by the signal that every command passes on; the second ends the process at once.
function interruption(): AbortSignal {
  const controller = new AbortController();
  const stop = (): void => {
    if (controller.signal.aborted) process.exit(130);
    controller.abort();
  };
  process.on("SIGINT", stop);
  process.on("SIGTERM", stop);
  return controller.signal;
}

async function readInput(): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of process.stdin) {
    chunks.push(typeof chunk === "string" ? Buffer.from(chunk) : (chunk as Uint8Array));
  }
  return Buffer.concat(chunks);
}
