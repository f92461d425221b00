import { stat } from "node:fs/promises";
import { basename, join, relative, resolve } from "node:path";
import { ConfigError, visible } from "../../report/index.js";
import type { Surroundings } from "../invocation.js";
import { requireNoDash } from "../read-file.js";
import { entriesBelow, tellingOfClosed } from "./closed-folders.js";
import { isLockFile, readLockFile } from "./lock-files.js";
import type { LockedIdentity, PackageFile } from "./package-file.js";

/**
 * The packages that the operands name, each once, in order: files as they are, folders with every package below them,
 * patterns, and the lock files of NuGet and pub. A file that does not exist stays in the list, and so does a folder that this
 * user may not read: reading it will say so.
 *
 * @throws {ConfigError} a folder or a pattern holds no package, or a lock file can't be read.
 */
export async function packageFiles(
  operands: readonly string[],
  surroundings: Surroundings,
  folder?: string,
): Promise<readonly PackageFile[]> {
  const found = new Map<string, PackageFile>();
  for (const operand of operands) {
    for (const file of await filesOf(operand, surroundings, folder)) {
      const known = found.get(file.path);
      if (known === undefined) found.set(file.path, file);
      else if (isOtherContent(known, file)) found.set(`${file.path}\0${file.expect?.content}`, file);
      else found.set(file.path, { ...known, ...boundBy(known.expect, file.expect) });
    }
  }
  return [...found.values()];
}

/** Two lock files expect other bytes of one file: it is judged by each, and refused by one. */
function isOtherContent({ expect: known }: PackageFile, { expect: other }: PackageFile): boolean {
  return known?.content !== undefined && other?.content !== undefined && known.content !== other.content;
}

/** What a lock file says of a package binds it, whichever operand named it first. */
function boundBy(known: LockedIdentity | undefined, other: LockedIdentity | undefined): Pick<PackageFile, "expect"> {
  const expect = known?.content === undefined && other?.content !== undefined ? other : (known ?? other);
  return expect === undefined ? {} : { expect };
}

async function filesOf(
  operand: string,
  surroundings: Surroundings,
  folder: string | undefined,
): Promise<readonly PackageFile[]> {
  const path = resolve(surroundings.workingDirectory, operand);
  const kind = await stat(path).catch(() => undefined);
  if (kind?.isDirectory() === true) return inFolder(operand, path, surroundings);
  if (kind === undefined && /[*?[{]/.test(operand)) return byPattern(operand, surroundings);
  if (kind !== undefined && isLockFile(basename(path))) return readLockFile(path, surroundings, folder);
  await requireNoDash(operand, surroundings.workingDirectory);
  return [{ shown: operand, path }];
}

async function inFolder(operand: string, folder: string, { stderr }: Surroundings): Promise<readonly PackageFile[]> {
  const { entries, closed } = await entriesBelow(folder);
  const names = entries.map((entry) => join(entry.parentPath, entry.name));
  for (const entry of entries) {
    const path = join(entry.parentPath, entry.name);
    if (!entry.isSymbolicLink() || !(await isFolder(path))) continue;
    const shown = visible(join(operand, path.slice(folder.length + 1)));
    stderr.write(`note: ${shown} leads to another folder and is not followed; name it by itself to have it read\n`);
  }
  const all = new Set(names);
  const packages = [...names.filter((name) => isPackageName(name) || all.has(`${name}.p7s`)), ...closed].sort();
  if (packages.length === 0) throw nothingIn(operand, "a folder with packages (.nupkg, .tar.gz, files with a .p7s)");
  return packages.map((path) => ({ shown: join(operand, path.slice(folder.length + 1)), path }));
}

async function isFolder(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined))?.isDirectory() === true;
}

// Shells that expand patterns themselves never get here; cmd.exe does, and whoever quotes.
async function byPattern(operand: string, { workingDirectory }: Surroundings): Promise<readonly PackageFile[]> {
  const { glob } = await import("glob");
  const closed: string[] = [];
  const fs = { readdir: tellingOfClosed((folder) => closed.push(relative(workingDirectory, folder) || ".")) };
  const paths = await glob(operand.replaceAll("\\", "/"), { cwd: workingDirectory, nodir: true, fs });
  const packages = [...paths.filter((path) => !path.endsWith(".p7s")), ...closed].sort();
  if (packages.length === 0) throw nothingFits(operand, workingDirectory);
  return packages.map((shown) => ({ shown, path: resolve(workingDirectory, shown) }));
}

/** Whether a file of this name is taken for a package when a folder is named. */
export function isPackageName(name: string): boolean {
  return /\.(?:nupkg|snupkg|tar\.gz|tgz)$/i.test(name);
}

function nothingIn(operand: string, expected: string): ConfigError {
  return new ConfigError({
    at: operand,
    expected,
    received: "nothing that fits",
    remedy: "Check the path; name a file of another ending by itself.",
  });
}

function nothingFits(pattern: string, workingDirectory: string): ConfigError {
  const remedy = `Check the pattern, and the folder that it begins in: ${workingDirectory}`;
  return new ConfigError({
    at: pattern,
    expected: "a pattern that fits a file",
    received: "nothing that fits",
    remedy,
  });
}
