import { lstatSync } from "node:fs";

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
