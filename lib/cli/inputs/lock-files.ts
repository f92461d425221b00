import { basename, dirname } from "node:path";
import { ConfigError } from "../../report/index.js";
import type { Surroundings } from "../invocation.js";
import { readFileText } from "../read-file.js";
import { nugetAssetsPackages, nugetLockPackages } from "./nuget-lock-files.js";
import type { PackageFile } from "./package-files.js";

type Reader = (text: string, place: LockFilePlace) => readonly PackageFile[] | Promise<readonly PackageFile[]>;

/** Where a lock file lies, and where its packages do. */
export interface LockFilePlace {
  readonly file: string;
  /** The folder given with the call, before any default. */
  readonly folder: string | undefined;
  readonly environment: Surroundings["environment"];
}

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

/**
 * JSON with every object a plain tree to be narrowed.
 *
 * @throws {ConfigError} with the line, and a word on merge conflicts.
 */
export function parseLockJson(text: string, file: string): unknown {
  const conflict = text.split("\n").findIndex((line) => line.startsWith("<<<<<<< "));
  try {
    return JSON.parse(text);
  } catch (cause) {
    const remedy = conflict < 0 ? "Restore it from version control." : "Resolve the merge conflict first.";
    const line = conflict < 0 ? {} : { line: conflict + 1 };
    throw new ConfigError({ at: file, expected: "JSON", received: "text that is none", remedy, cause, ...line });
  }
}

/** A member of an object by its own name, whatever the prototype holds. */
export function member(value: unknown, name: string): unknown {
  if (typeof value !== "object" || value === null || !Object.hasOwn(value, name)) return undefined;
  return (value as Readonly<Record<string, unknown>>)[name];
}

/** The members of an object, or none. */
export function membersOf(value: unknown): readonly (readonly [name: string, value: unknown])[] {
  return typeof value === "object" && value !== null ? Object.entries(value) : [];
}

/** A lock file whose form is not known. */
export function unknownForm(file: string, expected: string): ConfigError {
  const received = `another form in ${basename(dirname(file))}/${basename(file)}`;
  return new ConfigError({ at: file, expected, received, remedy: "Make it again with the tool that it belongs to." });
}
