import { existsSync } from "node:fs";
import { join } from "node:path";
import type { PackageIdentity } from "../../index.js";
import type { AbsentPackage, PackageFile } from "./package-files.js";

/**
 * A package that a lock file names, in the first folder that has it; where none has, in the first, and said to be absent.
 *
 * @param within where it lies in each of the folders.
 */
export function lockedPackage(within: string, expect: PackageIdentity, tool: AbsentPackage): PackageFile {
  const places = tool.folders.map((folder) => join(folder, within));
  const found = places.find((place) => existsSync(place));
  const path = found ?? places[0] ?? within;
  return { shown: path, path, expect, ...(found === undefined && { absent: tool }) };
}
