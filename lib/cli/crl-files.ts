import { resolve } from "node:path";
import type { PackageSource } from "../index.js";
import { type FileSource, openFile } from "../node/index.js";
import { derBlocks } from "./der-blocks.js";
import { readFileBytes, type Where } from "./read-file.js";

/** A larger one stays on the disk, and is read where it is looked at. */
const IN_MEMORY_BYTES = 4 * 2 ** 20;

/**
 * Works with the CRLs of some files, DER or PEM, and closes them when the work is done.
 *
 * @param paths in the order in which the CRLs are handed over.
 * @throws {TransportError} a file can't be read. @throws {ConfigError} one of PEM is far too large.
 */
export async function withCrls<T>(
  paths: readonly string[],
  where: Where,
  work: (crls: readonly PackageSource[]) => Promise<T>,
): Promise<T> {
  const open: FileSource[] = [];
  try {
    const crls: PackageSource[] = [];
    for (const path of paths) {
      const large = await openIfLarge(path, where);
      if (large === undefined) crls.push(...derBlocks(await readFileBytes(path, where)));
      else {
        open.push(large);
        crls.push(large);
      }
    }
    return await work(crls);
  } finally {
    for (const file of open) await file.close();
  }
}

/** PEM can't be read at any place, whatever its size. */
async function openIfLarge(path: string, { workingDirectory, signal }: Where): Promise<FileSource | undefined> {
  const file = await openFile(resolve(workingDirectory, path), { signal });
  const first = new Uint8Array(1);
  try {
    if (file.size > IN_MEMORY_BYTES && file.read(first, 0) === 1 && first[0] === 0x30) return file;
  } catch (error) {
    await file.close();
    throw error;
  }
  await file.close();
  return undefined;
}
