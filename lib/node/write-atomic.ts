import { randomBytes } from "node:crypto";
import { rmSync, type Stats } from "node:fs";
import { type FileHandle, lstat, open, readlink, realpath, rename, stat, unlink } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { requireFields, requireGiven, shown, type TransportError } from "../report/index.js";
import { isSystemError, systemCode, targetFault, unwritableFile } from "./file-fault.js";

/**
 * Writes what a signing call returned: to a temporary file in the same folder, flushed to the disk, then renamed. At each
 * moment, `kill -9` and power failure included, the name holds the old file or the whole new one.
 *
 * Mode (and owner, where the system lets us) of a replaced file are kept. A symbolic link stays and the regular file that
 * it leads to is replaced; one that leads to no file is refused, for whoever made it would choose where a new file goes. A
 * hard link is cut, as with any rename. After a failure, and where the process exits meanwhile, nothing is left behind; after
 * a signal that ends it unheard, as `kill -9`, a `.countersign-*.tmp` may be.
 *
 * @throws {TransportError} `target-unwritable`: the file could not be written; or what `chunks()` reads from failed.
 */
export async function writeSignedPackage(path: string, signed: { chunks(): AsyncIterable<Uint8Array> }): Promise<void> {
  requireGiven(path, "path", "text");
  requireFields(signed, "signed", { chunks: "function" });
  const target = await finalTarget(path);
  const former = await formerFile(target);
  const temporary = join(dirname(target), `.countersign-${randomBytes(9).toString("base64url")}.tmp`);
  removeAtExit(temporary);
  try {
    const chunks: AsyncIterable<Uint8Array> = signed.chunks();
    requireGiven(chunks, "signed.chunks", "items");
    await writeNew(temporary, former, chunks);
    await rename(temporary, target);
  } catch (error) {
    await unlink(temporary).catch(() => undefined);
    throw isSystemError(error) ? writeFault(path, error) : error;
  } finally {
    keepAtExit(temporary);
  }
  await flushFolder(dirname(target));
}

/** Temporary files of this process that are being written. */
const UNFINISHED = new Set<string>();

/** A second Ctrl-C ends the process at once, and nothing that waits is done any more. */
function removeAtExit(temporary: string): void {
  if (UNFINISHED.size === 0) process.on("exit", removeUnfinished);
  UNFINISHED.add(temporary);
}

function keepAtExit(temporary: string): void {
  UNFINISHED.delete(temporary);
  if (UNFINISHED.size === 0) process.off("exit", removeUnfinished);
}

function removeUnfinished(): void {
  for (const temporary of UNFINISHED) rmSync(temporary, { force: true });
}

/**
 * The file that a path leads to in the end, whether it is there or not.
 *
 * @throws {TransportError} it is a symbolic link that leads to nothing, or in a circle.
 */
export async function finalTarget(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch (error) {
    if (systemCode(error) === "ELOOP") throw targetFault(path, error);
    const link = systemCode(error) === "ENOENT" ? await readlink(path).catch(() => undefined) : undefined;
    if (link === undefined) return resolve(path);
    // `/dev/stdout` in a pipeline: the name that its link holds is none, and still it leads somewhere.
    if (await stat(path).catch(() => undefined)) throw notRegular(path, error);
    throw unwritableFile(
      path,
      `is a symbolic link to ${shown(link)}, where no file is`,
      "Remove the link, or name the file that is to be written.",
      { cause: error },
    );
  }
}

async function formerFile(target: string): Promise<Stats | undefined> {
  let former: Stats;
  try {
    former = await lstat(target);
  } catch (error) {
    if (systemCode(error) === "ENOENT") return undefined;
    throw targetFault(target, error);
  }
  if (former.isFile()) return former;
  throw notRegular(target);
}

function notRegular(path: string, cause?: unknown): TransportError {
  const remedy =
    "Name a file: what is written there is made beside it and renamed, which no folder, pipe or device allows.";
  return unwritableFile(path, "is not a regular file, so it can't be replaced", remedy, { cause });
}

function writeFault(path: string, error: unknown): TransportError {
  if (systemCode(error) !== "ENOENT") return targetFault(path, error);
  return unwritableFile(path, "could not be written: its folder does not exist", "Make the folder, or name another.", {
    cause: error,
  });
}

async function writeNew(path: string, former: Stats | undefined, chunks: AsyncIterable<Uint8Array>): Promise<void> {
  // A former file may be private: the new one is, until its mode is set, never more open than that.
  const handle = await open(path, "wx", former === undefined ? 0o666 : 0o600);
  try {
    for await (const chunk of chunks) await writeWhole(handle, chunk);
    if (former !== undefined) await keepOwnerAndMode(handle, former);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function writeWhole(handle: FileHandle, chunk: Uint8Array): Promise<void> {
  for (let written = 0; written < chunk.length; ) {
    const { bytesWritten } = await handle.write(chunk, written, chunk.length - written);
    written += bytesWritten;
  }
}

async function keepOwnerAndMode(handle: FileHandle, former: Stats): Promise<void> {
  const now = await handle.stat();
  if (now.uid !== former.uid || now.gid !== former.gid) {
    // Only root may give a file away; for others the new file is theirs.
    await handle.chown(former.uid, former.gid).catch(() => undefined);
  }
  await handle.chmod(former.mode & 0o777);
}

/** Without this a power failure may forget the rename. Windows has no such call, and some file systems refuse it. */
async function flushFolder(folder: string): Promise<void> {
  const handle = await open(folder, "r").catch(() => undefined);
  if (handle === undefined) return;
  await handle.sync().catch(() => undefined);
  await handle.close();
}
