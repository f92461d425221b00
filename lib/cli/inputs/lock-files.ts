import { basename } from "node:path";
import type { Surroundings } from "../invocation.js";
import { readFileText } from "../read-file.js";
import type { LockFilePlace } from "./lock-json.js";
import { nugetAssetsPackages, nugetLockPackages } from "./nuget-lock-files.js";
import type { PackageFile } from "./package-files.js";

type Reader = (text: string, place: LockFilePlace) => readonly PackageFile[] | Promise<readonly PackageFile[]>;

const readers: ReadonlyMap<string, Reader> = new Map<string, Reader>([
  ["packages.lock.json", nugetLockPackages],
  ["project.assets.json", nugetAssetsPackages],
  // The YAML reader is loaded only for pub.
  ["pubspec.lock", async (text, place) => (await import("./pub-lock-file.js")).pubLockPackages(text, place)],
]);

/** Whether a file of this name lists packages. */
export function isLockFile(name: string): boolean {
  return readers.has(name);
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
  return reader(text, { file: path, folder, environment: surroundings.environment });
}
