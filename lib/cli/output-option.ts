import { stat } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import { ConfigError } from "../report/index.js";
import { isEmbedded, signaturePath } from "./detached-signature.js";
import type { PackageFile } from "./inputs/package-file.js";
import type { Invocation } from "./invocation.js";

/** Where the result for a file goes. */
export type TargetOf = (file: PackageFile) => string;

/**
 * `-o OUT`: a file for one package, a folder for several (or if it is one). Without it a package is replaced in place, and
 * a detached signature is written beside its file.
 *
 * @throws {ConfigError} several packages would go into one file, by that name or by their own.
 */
export async function targetsOf(call: Invocation, files: readonly PackageFile[]): Promise<TargetOf> {
  const output = call.options.text("output");
  if (output === undefined) return ({ path }) => ownTarget(path);
  const path = resolve(call.workingDirectory, output);
  const isFolder = (await stat(path).catch(() => undefined))?.isDirectory() === true;
  if (isFolder) return intoFolder(path, files);
  if (files.length === 1) return () => path;
  throw new ConfigError({
    at: "--output",
    expected: "a folder that exists, for there are several files",
    received: JSON.stringify(output),
    remedy: "Make the folder first, or sign one file at a time.",
  });
}

/** Two of one name would be written over each other, on some systems in any letter case. */
function intoFolder(folder: string, files: readonly PackageFile[]): TargetOf {
  const nameOf = ({ path }: PackageFile): string => basename(ownTarget(path));
  const names = new Set<string>();
  for (const file of files) {
    const name = nameOf(file).toLowerCase();
    if (names.has(name))
      throw new ConfigError({
        at: "--output",
        expected: "files whose names differ, since one folder takes them all",
        received: `${JSON.stringify(file.shown)} beside another of its name`,
        remedy: "Take them one by one, each into a folder of its own.",
      });
    names.add(name);
  }
  return (file) => join(folder, nameOf(file));
}

function ownTarget(path: string): string {
  return isEmbedded(path) ? path : signaturePath(path);
}
