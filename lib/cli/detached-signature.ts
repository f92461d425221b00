import { resolve } from "node:path";
import { ConfigError } from "../report/index.js";
import type { PackageFile } from "./inputs/package-file.js";
import type { Surroundings } from "./invocation.js";
import { exists, readFileBytes } from "./read-file.js";

/** Formats that carry their signature inside take none from beside the file. */
export function isEmbedded(path: string): boolean {
  return /\.s?nupkg$/i.test(path);
}

/** Where the signature of a file lies that keeps it beside itself. */
export function signaturePath(path: string): string {
  return `${path}.p7s`;
}

/**
 * The bytes of `FILE.p7s`, or of the file of `--signature`; `undefined` where there is none.
 *
 * @throws {ConfigError} one was given for a package that has its own inside, and would be passed over in silence.
 */
export async function detachedSignature(
  file: PackageFile,
  call: Surroundings,
  given?: string,
): Promise<Uint8Array | undefined> {
  if (given !== undefined && isEmbedded(file.path)) throw hasItInside(file);
  if (given !== undefined) return readFileBytes(resolve(call.workingDirectory, given), call);
  const beside = signaturePath(file.path);
  if (isEmbedded(file.path) || !(await exists(beside))) return undefined;
  return readFileBytes(beside, call);
}

function hasItInside({ shown }: PackageFile): ConfigError {
  return new ConfigError({
    at: "--signature",
    expected: "a file that keeps its signature beside itself",
    received: `${JSON.stringify(shown)}, which has it inside`,
    remedy: "Leave --signature out.",
  });
}
