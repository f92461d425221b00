import { type AlgorithmIdentifier, readAlgorithmIdentifier } from "../crypto/index.js";
import {
  contextConstructed,
  DerFault,
  DerReader,
  readOctetAlignedBits,
  readSmallInteger,
  readTime,
  reading,
  Tag,
} from "../der/index.js";
import { type Extension, readExtensions } from "./extension.js";

/** Half-open range of offsets in a CRL's bytes. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/** What stands before the entries of a CertificateList (RFC 5280 §5.1), and where the rest lies. */
export interface CrlHead {
  /** Of the whole CRL, in bytes. */
  readonly size: number;
  readonly version: 1 | 2;
  /** tbsCertList.signature. */
  readonly innerAlgorithm: AlgorithmIdentifier;
  /** DER Name. */
  readonly issuerName: Uint8Array;
  /** Milliseconds since 1970. */
  readonly thisUpdate: number;
  readonly nextUpdate: number | undefined;
  /** The TBSCertList, identifier and length included: what is signed. */
  readonly tbs: ByteRange;
  /** Contents of revokedCertificates; an empty range if nothing is revoked. */
  readonly entries: ByteRange;
}

/** A CertificateList without its entries, which `crl-search.ts` walks. */
export interface CertificateList extends CrlHead {
  readonly extensions: readonly Extension[];
  readonly signatureAlgorithm: AlgorithmIdentifier;
  readonly signatureValue: Uint8Array;
}

/**
 * The most that may stand before a CRL's entries, in bytes: a name and two times. A CRL of any size is read by its head,
 * its tail, and its entries in slices, so both ends are bounded.
 */
export const CRL_HEAD_BYTES: number = 64 * 1024;
/** The most that may stand after the entries: extensions (a scope may name many places) and the signature. */
const CRL_TAIL_BYTES: number = 1024 * 1024;

type Reading<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly fault: DerFault };

/** Reads a CertificateList that is all there: strict DER, nothing after it. */
export function readCertificateList(der: Uint8Array): Reading<CertificateList> {
  const head = readCrlHead(der, der.length);
  return head.ok ? readCrlTail(head.value, der.subarray(head.value.entries.end)) : head;
}

/**
 * Reads what stands before the entries.
 *
 * @param bytes the CRL's first bytes: {@link CRL_HEAD_BYTES} or more of them, or all. @param size of the whole CRL.
 */
export function readCrlHead(bytes: Uint8Array, size: number): Reading<CrlHead> {
  return reading(() => {
    // The cursor knows the whole length, so that lengths are checked against it, not against what is here.
    const reader = new DerReader(bytes, "CertificateList", 0, size);
    const outer = reader.enter(Tag.sequence, "CertificateList");
    reader.finish();
    const tbs = outer.read(Tag.sequence, "TBSCertList");
    const fields = outer.inside(tbs, "TBSCertList");
    const head = { ...readScalars(fields), size, tbs: { start: tbs.start, end: tbs.end } };
    const list = fields.peek() === Tag.sequence ? fields.next() : undefined;
    const entries = { start: list?.contentStart ?? fields.position, end: list?.end ?? fields.position };
    requireBounded(fields, entries, Math.min(bytes.length, CRL_HEAD_BYTES), size);
    return { ...head, entries };
  });
}

function requireBounded(fields: DerReader, entries: ByteRange, headBytes: number, size: number): void {
  if (entries.start > headBytes)
    throw fields.fault(headBytes, `has more than ${CRL_HEAD_BYTES} bytes before its entries`);
  if (size - entries.end > CRL_TAIL_BYTES)
    throw fields.fault(entries.end, `has more than ${CRL_TAIL_BYTES} bytes after its entries`);
}

function readScalars(
  fields: DerReader,
): Pick<CrlHead, "version" | "innerAlgorithm" | "issuerName" | "thisUpdate" | "nextUpdate"> {
  const version = readVersion(fields);
  const innerAlgorithm = readAlgorithmIdentifier(fields, "signature");
  const issuerName = fields.whole(fields.read(Tag.sequence, "issuer"));
  const thisUpdate = readTime(fields, "thisUpdate").milliseconds;
  const hasNext = fields.peek() === Tag.utcTime || fields.peek() === Tag.generalizedTime;
  const nextUpdate = hasNext ? readTime(fields, "nextUpdate").milliseconds : undefined;
  return { version, innerAlgorithm, issuerName, thisUpdate, nextUpdate };
}

/** `INTEGER OPTIONAL`: version 2 where it stands (RFC 5280 §5.1.2.1). */
function readVersion(fields: DerReader): 1 | 2 {
  if (fields.peek() !== Tag.integer) return 1;
  const start = fields.position;
  const version = readSmallInteger(fields, "version");
  if (version !== 1) throw fields.fault(start, `has version ${version + 1}, where 2 is expected`);
  return 2;
}

/** Reads what stands after the entries. @param tail the CRL's bytes from `head.entries.end` to its end. */
export function readCrlTail(head: CrlHead, tail: Uint8Array): Reading<CertificateList> {
  const list = reading(() => {
    const tbsEnd = head.tbs.end - head.entries.end;
    const fields = new DerReader(tail, "TBSCertList", 0, tbsEnd);
    const extensions = readCrlExtensions(fields, head.version);
    fields.finish();
    const outer = new DerReader(tail, "CertificateList", tbsEnd);
    const signatureAlgorithm = readAlgorithmIdentifier(outer, "signatureAlgorithm");
    const signatureValue = readOctetAlignedBits(outer, "signatureValue");
    outer.finish();
    return { ...head, extensions, signatureAlgorithm, signatureValue };
  });
  return list.ok ? list : { ok: false, fault: shifted(list.fault, head.entries.end) };
}

/** Faults count from the start of the CRL, wherever its tail was read. */
function shifted({ structure, offset, problem, rule }: DerFault, by: number): DerFault {
  return new DerFault(structure, offset + by, problem, rule);
}

function readCrlExtensions(fields: DerReader, version: number): readonly Extension[] {
  const explicit = fields.enterOptional(contextConstructed(0), "crlExtensions");
  if (explicit === undefined) return [];
  if (version !== 2) throw fields.fault(explicit.position, "has extensions in a version 1 CRL (RFC 5280 §5.1.2.7)");
  const extensions = readExtensions(explicit);
  explicit.finish();
  return extensions;
}
