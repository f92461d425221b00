import { lstatSync, readdirSync, readFileSync, renameSync, unlinkSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, dirname, join } from "node:path";
import { Script } from "node:vm";
import { makeFolder } from "./make-folder.js";

/**
 * Runs a CommonJS file whose compiled form is kept in the user's cache folder: reading it back takes a tenth of the time
 * of compiling. Node 22 has such a cache of its own, in the temporary folder that all users share; what decides verdicts is
 * not read from there.
 *
 * @param digest of the file: the engine would take compiled code for any source of the same length.
 * @param kind of call. The engine refuses what it compiled under other settings, and each kind runs other parts.
 */
export function runKept(file: string, digest: string, kind: "few" | "many"): void {
  const kept = placeOfKept(digest, kind);
  const cachedData = kept === undefined ? undefined : readOwn(kept);
  const text = readFileSync(file, "latin1");
  const script = new Script(`(function (exports, require, module, __filename, __dirname, importModule) {${text}\n})`, {
    filename: file,
    ...(cachedData === undefined ? {} : { cachedData }),
  });
  // At the end, so that what ran is in it too.
  if (kept !== undefined && (cachedData === undefined || script.cachedDataRejected === true)) {
    process.once("exit", () => keep(kept, script.createCachedData()));
  }
  const module = { exports: {} };
  const run: unknown = script.runInThisContext();
  if (typeof run === "function")
    run.call(module.exports, module.exports, createRequire(file), module, file, dirname(file), importModule);
}

/** What `import()` is to the file, which lies beside the launcher: a script that was read back has none of its own. */
async function importModule(specifier: string): Promise<unknown> {
  return import(specifier);
}

/** `undefined` where there is no folder of the user's own, or nothing is to be kept. */
function placeOfKept(digest: string, kind: string): string | undefined {
  const { HOME, LOCALAPPDATA, XDG_CACHE_HOME, COUNTERSIGN_NO_CODE_CACHE, NODE_DISABLE_COMPILE_CACHE } = process.env;
  if (COUNTERSIGN_NO_CODE_CACHE !== undefined || NODE_DISABLE_COMPILE_CACHE !== undefined) return undefined;
  const caches = LOCALAPPDATA ?? XDG_CACHE_HOME ?? (HOME === undefined ? undefined : join(HOME, ".cache"));
  if (caches === undefined || !/^(?:\/|[A-Za-z]:[\\/])/.test(caches)) return undefined;
  return join(caches, "countersign-command", `${digest}-${process.version}-${process.arch}-${kind}.bin`);
}

/** Compiled code is code: it is taken only from a file that nobody but this user could have written. */
function readOwn(path: string): Buffer | undefined {
  try {
    return isOwn(path) && isOwn(dirname(path)) ? readFileSync(path) : undefined;
  } catch {
    return undefined;
  }
}

function isOwn(path: string): boolean {
  const { uid, mode } = lstatSync(path);
  return process.getuid === undefined || (uid === process.getuid() && (mode & 0o022) === 0);
}

/** Compiled forms of former versions for the same Node. */
function removeFormer(folder: string, kept: string): void {
  const suffix = kept.slice(kept.indexOf("-"));
  for (const name of readdirSync(folder)) if (name !== kept && name.endsWith(suffix)) unlinkSync(join(folder, name));
}

/** Whatever goes wrong here costs the next run some milliseconds, and this one nothing. */
function keep(path: string, code: Uint8Array): void {
  const folder = dirname(path);
  try {
    makeFolder(folder, 0o700);
    if (isOwn(folder)) replace(path, code);
  } catch {
    // A full disk, a folder that is read-only, two runs at once.
  }
}

function replace(path: string, code: Uint8Array): void {
  const temporary = `${path}.${process.pid}.tmp`;
  try {
    writeFileSync(temporary, code, { mode: 0o600, flag: "wx" });
    renameSync(temporary, path);
  } catch (error) {
    // The next run has another number, and would not find it.
    unlinkSync(temporary);
    throw error;
  }
  removeFormer(dirname(path), basename(path));
}
