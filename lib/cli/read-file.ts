import { access } from "node:fs/promises";
import { resolve } from "node:path";
import { openFile } from "../node/index.js";
import { documentText } from "../policy/index.js";
import { ConfigError } from "../report/index.js";
import type { Surroundings } from "./invocation.js";

/** Certificates, keys, policies and signatures are small; a mistaken operand should not fill the memory. */
const LIMIT_BYTES = 256 * 2 ** 20;

/** What a path of the user is read in. */
export type Where = Pick<Surroundings, "workingDirectory" | "signal">;

/**
 * Reads a whole file that the user named.
 *
 * @throws {TransportError} it can't be read. @throws {ConfigError} it is far too large for what it should be, or a dash.
 */
export async function readFileBytes(path: string, { workingDirectory, signal }: Where): Promise<Uint8Array> {
  await requireNoDash(path, workingDirectory);
  const file = await openFile(resolve(workingDirectory, path), { signal });
  try {
    if (file.size <= LIMIT_BYTES) return new Uint8Array(await file.slice(0, file.size).arrayBuffer());
    throw new ConfigError({
      at: path,
      expected: `a file of at most ${LIMIT_BYTES} bytes`,
      received: `${file.size} bytes`,
      remedy: "Check the path: this looks like another file than the one meant.",
    });
  } finally {
    await file.close();
  }
}

/** The same as text in UTF-8; a byte order mark is dropped, and octets that are no text are refused. */
export async function readFileText(path: string, surroundings: Surroundings): Promise<string> {
  return documentText(await readFileBytes(path, surroundings), path);
}

/** A dash, which other programs take for their standard input, is a name like any other here. @throws {ConfigError} no file has it. */
export async function requireNoDash(path: string, workingDirectory: string): Promise<void> {
  if (path !== "-" || (await exists(resolve(workingDirectory, path)))) return;
  throw new ConfigError({
    at: "-",
    expected: "the name of a file",
    received: "a dash, and standard input is not read",
    remedy: "Write it to a file first, and name that.",
  });
}

/** Whether something of this name exists. */
export async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
