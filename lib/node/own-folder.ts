import { lstatSync, statSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { dirname } from "node:path";

/**
 * Whether a folder is this user's and nobody else may write into it. What is believed without a proof of its own is kept in
 * no other: a cache folder may lie where all users can write.
 *
 * @returns false also for what is no folder, or not there. Where users have no numbers (Windows) every folder is.
 */
export function isOwnFolder(path: string): boolean {
  const facts = lstatSync(path, { throwIfNoEntry: false });
  if (facts?.isDirectory() !== true) return false;
  return process.getuid === undefined || (facts.uid === process.getuid() && (facts.mode & 0o022) === 0);
}

/**
 * Makes a folder for this user alone, and those above it that are missing. Level by level: below `/proc`, where none can be
 * made, the recursion of Node 20 has no end, and keeps the process from ending.
 */
export async function makeOwnFolder(path: string): Promise<void> {
  if (isFolder(path)) return;
  const above = dirname(path);
  if (above !== path) await makeOwnFolder(above);
  await mkdir(path, { mode: 0o700 }).catch((error: unknown) => {
    // Another process was sooner.
    if (!isFolder(path)) throw error;
  });
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}
