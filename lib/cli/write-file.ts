import { resolve } from "node:path";
import { writeSignedPackage } from "../node/index.js";
import type { Surroundings } from "./invocation.js";

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
