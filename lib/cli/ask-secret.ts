import { createInterface } from "node:readline";
import { Writable } from "node:stream";

/** Asks on the terminal, without an echo. @returns `undefined` where there is no terminal, or the user gave up. */
export async function askSecret(question: string): Promise<string | undefined> {
  if (!process.stdin.isTTY || !process.stderr.isTTY) return undefined;
  process.stderr.write(question);
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  const reader = createInterface({ input: process.stdin, output: silent, terminal: true });
  try {
    return await new Promise((resolve) => {
      reader.once("line", resolve);
      reader.once("SIGINT", () => resolve(undefined));
      reader.once("close", () => resolve(undefined));
    });
  } finally {
    reader.close();
    process.stderr.write("\n");
  }
}
