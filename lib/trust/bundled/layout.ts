import type { Purpose } from "../../report/index.js";

/**
 * How the bundled list is laid out, so that loading it reads no certificate:
 *
 *     magic   16 bytes   "countersign-rts1"
 *     sizes    8 bytes   length of the header, number of records; 32-bit, big endian
 *     header             JSON, {@link RootsHeader}
 *     records            48 bytes for each root, in order of name hash, then SHA-256
 *     blob               the certificates' DER, one after the other
 */
export const MAGIC = "countersign-rts1";
export const PREFIX_BYTES = 24;
export const RECORD_BYTES = 48;
/** Offsets in a record: SHA-256 of the certificate (32 bytes), then 32-bit numbers, big endian. */
export const Record = {
  sha256: 0,
  /** `nameHash` of the subject. */
  nameHash: 32,
  /** Where the certificate begins in the blob, and how long it is. */
  offset: 36,
  length: 40,
  /** Bit n stands for the nth source. */
  sources: 44,
} as const;

/** Where the roots come from, and what they add up to. */
export interface RootsHeader {
  /** When the list was made, `2026-11-25`. */
  readonly date: string;
  readonly sources: readonly RootsSource[];
  /** Digest of the store that they make. */
  readonly digest: `sha256:${string}`;
}
/** One PEM file; bit n of a record's set stands for the nth. */
export interface RootsSource {
  /** What the file belongs to, `dotnet-sdk 10.0.401`. */
  readonly label: string;
  readonly file: string;
  /** What its roots are trusted for. */
  readonly purpose: Purpose;
  /** Of the file, in hex. */
  readonly sha256: string;
  /** Certificates in the file, duplicates included. */
  readonly certificates: number;
}

/** The list's bytes, however they are kept. */
export interface RootsBytes {
  /** Bytes `[start, end)`, as a view or a copy. */
  range(start: number, end: number): Uint8Array;
}
