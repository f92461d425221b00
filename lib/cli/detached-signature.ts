import { resolve } from "node:path";
import type { PackageFile } from "./inputs/package-files.js";
import type { Invocation, Surroundings } from "./invocation.js";
import { exists, readFileBytes } from "./read-file.js";

/** Formats that carry their signature inside take none from beside the file. */
export function isEmbedded(path: string): boolean {
  return /\.s?nupkg$/i.test(path);
}

/** Where the signature of a file lies that keeps it beside itself. */
export function signaturePath(path: string): string {
  return `${path}.p7s`;
}

/** The bytes of `FILE.p7s`, or of the file of `--signature`; `undefined` where there is none. */
export async function detachedSignature(
  file: PackageFile,
  call: Surroundings,
  given?: string,
): Promise<Uint8Array | undefined> {
  if (given !== undefined) return readFileBytes(resolve(call.workingDirectory, given), call);
  const beside = signaturePath(file.path);
  if (isEmbedded(file.path) || !(await exists(beside))) return undefined;
  return readFileBytes(beside, call);
}

/** `--signature`, where the command has it and there is one file alone. */
export function givenSignature(call: Invocation, files: readonly PackageFile[]): string | undefined {
  return files.length === 1 ? call.options.text("signature") : undefined;
}
