import { type RandomAccessSource } from "../bytes/index.js";
import { type Budgets, failed, found, ok, type Result } from "../report/index.js";
import { detached } from "./detached.js";
import { nupkg } from "./nupkg/nupkg.js";
import type { OpenedPackage, PackageFormat } from "./package-format.js";
import { pubArchive } from "./pub/pub-archive.js";

/** The formats that come with the library. */
export const formats: {
  readonly nupkg: PackageFormat;
  readonly pubArchive: PackageFormat;
  readonly detached: PackageFormat;
} = Object.freeze({ nupkg, pubArchive, detached });

/** In the order in which they are tried: the most particular first. */
export const everyFormat: readonly PackageFormat[] = Object.freeze([nupkg, pubArchive, detached]);

/** What is known of a package besides its bytes. */
export interface PackageHints {
  /** File name; tells formats apart, and says that a damaged package is one. */
  readonly name?: string | undefined;
  /** The format, where the caller names it: then nothing is detected. */
  readonly format?: PackageFormat | undefined;
  /** The bytes of the signature file beside the package. */
  readonly signature?: Uint8Array | undefined;
  /** Tried in order; default: {@link everyFormat}. */
  readonly formats?: readonly PackageFormat[] | undefined;
}

/**
 * The first format that recognises the file. One that recognises any file is chosen only when a signature came with it.
 *
 * @returns a finding if none does.
 * @throws TransportError the source is shorter than it says.
 */
export async function detectFormat(source: RandomAccessSource, hints: PackageHints): Promise<Result<PackageFormat>> {
  if (hints.format !== undefined) return ok(hints.format);
  const candidates = hints.formats ?? everyFormat;
  for (const format of candidates) {
    if (format.recognisesAnyFile === true && hints.signature === undefined) continue;
    if (await format.detect(source, hints.name)) return ok(format);
  }
  return failed(found("package-format-unknown", { tried: candidates.map((format) => format.id) }));
}

/** A package with the format that read it. */
export interface RecognisedPackage {
  readonly format: PackageFormat;
  readonly opened: OpenedPackage;
}

/**
 * Detects the format and opens the package.
 *
 * @returns a finding if no format recognises the file; whatever else is wrong stands in `opened.findings`.
 * @throws TransportError the source is shorter than it says.
 */
export async function openPackage(
  source: RandomAccessSource,
  hints: PackageHints,
  budgets: Budgets,
): Promise<Result<RecognisedPackage>> {
  const format = await detectFormat(source, hints);
  if (!format.ok) return format;
  return ok({ format: format.value, opened: await format.value.open(source, hints.signature, budgets) });
}
