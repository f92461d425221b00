import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import type { Fingerprint } from "../../index.js";
import type { AbsentPackage, LockedIdentity, PackageFile } from "./package-file.js";

/** What a lock file says of a package. */
export function locked(id: string, version: string, content: Fingerprint | undefined): LockedIdentity {
  return { identity: { id, version }, ...(content === undefined ? {} : { content }) };
}

/**
 * A package that a lock file names, in the first folder that has it; where none has, in the first, and said to be absent.
 *
 * @param within where it lies in each of the folders.
 * @param workingDirectory what folders are below that are no absolute paths.
 */
export function lockedPackage(
  within: string,
  expect: LockedIdentity,
  tool: AbsentPackage,
  workingDirectory: string,
): PackageFile {
  const places = tool.folders.map((folder) => join(folder, within));
  const found = places.find((place) => existsSync(resolve(workingDirectory, place)));
  const shown = found ?? places[0] ?? within;
  const path = resolve(workingDirectory, shown);
  return { shown, path, expect, ...(found === undefined && { absent: tool }) };
}

/** A name that a lock file gives, as one segment of a path. */
export function plainName(name: string): string {
  return name.replaceAll(/[/\\]|^\.+$/g, "_");
}
