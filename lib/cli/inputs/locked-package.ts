import { statSync } from "node:fs";
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
  const isThere = (place: string) => look(resolve(workingDirectory, place));
  // Of a folder that this user may not enter nobody can say what is missing in it: reading will say so.
  const found = places.find((place) => isThere(place) === true) ?? places.find((place) => isThere(place) === undefined);
  const shown = found ?? places[0] ?? within;
  const path = resolve(workingDirectory, shown);
  return { shown, path, expect, ...(found === undefined && { absent: tool }) };
}

/** @returns whether there is something of this name; `undefined` if the system does not say. */
function look(path: string): boolean | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false }) !== undefined;
  } catch {
    return undefined;
  }
}

/** A name that a lock file gives, as one segment of a path. */
export function plainName(name: string): string {
  return name.replaceAll(/[/\\]|^\.+$/g, "_");
}
