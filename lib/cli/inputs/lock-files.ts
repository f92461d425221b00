import { basename } from "node:path";
import { visible } from "../../report/index.js";
import type { Surroundings } from "../invocation.js";
import { readFileText } from "../read-file.js";
import type { LockFilePlace } from "./lock-json.js";
import { nugetAssetsPackages, nugetLockPackages } from "./nuget-lock-files.js";
import type { PackageFile } from "./package-file.js";

type Reader = (text: string, place: LockFilePlace) => readonly PackageFile[] | Promise<readonly PackageFile[]>;

const NUGET_LOCK = "packages.lock.json";

const readers: ReadonlyMap<string, Reader> = new Map<string, Reader>([
  [NUGET_LOCK, nugetLockPackages],
  ["project.assets.json", nugetAssetsPackages],
  // The YAML reader is loaded only for pub.
  ["pubspec.lock", async (text, place) => (await import("./pub-lock-file.js")).pubLockPackages(text, place)],
]);

/** Whether a file of this name lists packages. */
export function isLockFile(name: string): boolean {
  return readers.has(name);
}

/**
 * What whoever compares or lists signers by a lock file of NuGet should know, said once for a call: it holds names, versions and
 * hashes, and no word of where a package came from.
 *
 * @returns a line for standard error; empty if no operand is such a file.
 */
export function unnamedSourceNote(operands: readonly string[]): string {
  const file = operands.find((operand) => basename(operand) === NUGET_LOCK);
  if (file === undefined) return "";
  return `note: ${visible(file)} names no source: from which repository a package comes is not looked at\n`;
}

/**
 * The packages that a lock file of NuGet or pub names, as files of the local folder where the tool keeps them.
 *
 * @throws {ConfigError} it is not what its name says, or lies in a merge conflict.
 */
export async function readLockFile(
  path: string,
  surroundings: Surroundings,
  folder: string | undefined,
): Promise<readonly PackageFile[]> {
  const text = await readFileText(path, surroundings);
  const reader = readers.get(basename(path));
  if (reader === undefined) return [];
  const { environment, workingDirectory } = surroundings;
  const packages = await reader(text, { file: path, folder, environment, workingDirectory });
  if (packages.length === 0) surroundings.stderr.write(`note: ${visible(path)} names no package to be judged\n`);
  return packages;
}
