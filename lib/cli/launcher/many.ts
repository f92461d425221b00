import { statSync } from "node:fs";
import { createRequire } from "node:module";

/** From so many files on a line is one for many. */
const MANY_WORDS = 32;

/**
 * Whether a command line asks for many packages: by a folder, a pattern or a lock file, or by many names.
 *
 * @param words what follows `verify`. A folder that only an option names does no harm.
 */
export function isForMany(words: readonly string[]): boolean {
  return (
    words.length >= MANY_WORDS ||
    words.some((word) => /[*?[{]|\b(?:lock|assets)(?:\.json)?$/.test(word) || isFolder(word))
  );
}

function isFolder(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
  } catch {
    return false; // the command will say what is wrong with it
  }
}

/**
 * Lets the engine wait four times as long before it optimises a function. By its own measure it compiles what all packages run
 * through while it still learns what they are like, and then again: judging 500 packages of 0.8 MB took 2.5 s of processor
 * time by it and 1.5 s so; from some thousands on both are the same. Nothing that is decided depends on it.
 *
 * V8 11 alone, Node 20's, has this flag: a later one would print that it does not know it, and judges by another measure.
 */
export function optimiseLater(): void {
  if (!process.versions.v8.startsWith("11.")) return;
  // Loaded here: it takes 2 ms, which a line for one package is spared.
  const v8 = createRequire(import.meta.url)("node:v8") as typeof import("node:v8");
  v8.setFlagsFromString("--interrupt-budget=600000");
}
