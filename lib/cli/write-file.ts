import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { writeSignedPackage } from "../node/index.js";
import { TransportError } from "../report/index.js";
import type { Surroundings } from "./invocation.js";
import { makeFolder as makeLevels } from "./launcher/make-folder.js";

/**
 * Writes a whole file that the user named: at each moment the name holds the old one or the new one.
 *
 * @throws {TransportError} it can't be written.
 */
export async function writeFileBytes(
  path: string,
  bytes: Uint8Array,
  { workingDirectory }: Pick<Surroundings, "workingDirectory">,
): Promise<void> {
  await writeSignedPackage(resolve(workingDirectory, path), {
    chunks: async function* () {
      yield bytes;
    },
  });
}

/** The same of text, in UTF-8. */
export async function writeFileText(
  path: string,
  text: string,
  where: Pick<Surroundings, "workingDirectory">,
): Promise<void> {
  await writeFileBytes(path, new TextEncoder().encode(text), where);
}

/**
 * Makes a folder that the user named, with those above it.
 *
 * @throws {TransportError} it can't be made.
 */
export async function makeFolder(
  path: string,
  { workingDirectory }: Pick<Surroundings, "workingDirectory">,
): Promise<void> {
  try {
    makeLevels(resolve(workingDirectory, path));
  } catch (cause) {
    throw unmade(`The folder ${path} can’t be made.`, path, "Check where it is to lie, or name another.", cause);
  }
}

/** @returns a new one that is this user's. @throws {TransportError} it can't be made. */
export async function temporaryFolder(): Promise<string> {
  const place = tmpdir();
  return mkdtemp(join(place, "countersign-")).catch((cause: unknown) => {
    const remedy = "Set TMPDIR to a folder that may be written to, or name one for what is fetched: --cache DIR";
    throw unmade(`No temporary folder can be made in ${place}.`, place, remedy, cause);
  });
}

function unmade(message: string, target: string, remedy: string, cause: unknown): TransportError {
  return new TransportError({ reason: "target-unwritable", target, retryable: false, message, remedy, cause });
}
