import type { RevocationEvidence, RevocationMethod } from "../../revocation/index.js";
import { asSource, type PackageSource, visitSegments } from "../../bytes/index.js";
import { ConfigError, requireGiven } from "../../report/index.js";
import { fileFault } from "../file-fault.js";
import { RevocationCache } from "./cache.js";
import { type CacheEntry, entryBytes, entryIn } from "../cache/cache-entry.js";
import { HeldFile } from "../cache/held-file.js";

/** An archive is this line, then for each entry its kind and length (`crl 1234`, a line) and its bytes (`cache/cache-entry.ts`). */
const MAGIC = "countersign-revocation1\n";
const LONGEST_LINE = 40;

/** Evidence with the key that a cache keeps it under. */
export type ArchivedEvidence = CacheEntry & { readonly kind: RevocationMethod };

/** Whether a file begins as an archive does. */
export function isArchive(file: HeldFile): boolean {
  return Buffer.from(file.copy(0, MAGIC.length)).toString("latin1") === MAGIC;
}

/** A file to be written. */
export interface RevocationArchive {
  /** Its bytes, in order. */
  chunks(): AsyncIterable<Uint8Array>;
}

/**
 * All that a cache holds, as one file for a machine without a network: give it to `writeSignedPackage`, and there to
 * `fileRevocationSource` or `importRevocationArchive`.
 *
 * @throws {ConfigError} `cacheDirectory` is no text.
 */
export function exportRevocationArchive(cacheDirectory: string): RevocationArchive {
  requireGiven(cacheDirectory, "cacheDirectory", "text");
  const cache = new RevocationCache(cacheDirectory);
  return {
    chunks: async function* () {
      yield Buffer.from(MAGIC, "latin1");
      for await (const { kind, key, origin, data } of cache.entries()) {
        const pieces = entryBytes({ key, origin }, await wholeOf(data));
        const length = pieces.reduce((sum, piece) => sum + piece.length, 0);
        yield Buffer.from(`${kind} ${length}\n`, "latin1");
        yield* pieces;
      }
    },
  };
}

export function openArchive(path: string): HeldFile {
  try {
    return HeldFile.open(path);
  } catch (error) {
    throw fileFault(path, error);
  }
}

/** @throws {ConfigError} it is no archive, or damaged. */
export function readArchive(file: HeldFile, path: string): readonly ArchivedEvidence[] {
  if (!isArchive(file)) throw noArchive(path);
  const entries: ArchivedEvidence[] = [];
  for (let position = MAGIC.length; position < file.size; ) {
    const line =
      Buffer.from(file.copy(position, position + LONGEST_LINE))
        .toString("latin1")
        .split("\n", 1)[0] ?? "";
    const [, kind, length] = /^(crl|ocsp) (\d{1,12})$/.exec(line) ?? [];
    const start = position + line.length + 1;
    const end = start + Number(length);
    const entry = kind === undefined || end > file.size ? undefined : entryIn(file.part(start, end));
    if (entry === undefined) throw damaged(path, position);
    entries.push({ ...entry, kind: kind === "crl" ? "crl" : "ocsp" });
    position = end;
  }
  return entries;
}

/** The bytes of an entry, which may lie on the disk. */
export async function wholeOf(data: PackageSource): Promise<Uint8Array> {
  if (data instanceof Uint8Array) return data;
  const bytes = new Uint8Array(data.size);
  let filled = 0;
  await visitSegments(asSource(data), [{ kind: "range", start: 0, end: data.size }], (slice) => {
    bytes.set(slice, filled);
    filled += slice.length;
  });
  return bytes;
}

/** What is evidence by itself need not be put into anything. */
function noArchive(path: string): ConfigError {
  return new ConfigError({
    at: path,
    expected: "an archive of revocation data",
    received: "something else",
    remedy:
      "Name the file that countersign revocation prefetch made; a CRL or an OCSP answer by itself is given where it is needed: --revocation-data FILE",
  });
}

function damaged(path: string, offset: number): ConfigError {
  return new ConfigError({
    at: path,
    expected: "an archive of revocation data",
    received: `something else at byte ${offset}`,
    remedy: "Make it again where there is a network: countersign revocation prefetch.",
  });
}

/** As a source hands it out. */
export function evidenceOf({ kind, data, origin }: ArchivedEvidence): RevocationEvidence {
  return { kind, data, origin, fromCache: true };
}
