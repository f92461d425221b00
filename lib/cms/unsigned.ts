import { algorithmName } from "../crypto/index.js";
import { attributeName } from "./oids.js";
import type { SignedData } from "./signed-data.js";
import type { SignerInfo } from "./signer-info.js";

/** Bytes that no signature covers and that no signer would have left so. */
export interface UnsignedBytes {
  /** What stands there, as the end of a sentence. */
  readonly what: string;
  /** Offsets in the message, `end` exclusive. */
  readonly start: number;
  readonly end: number;
}

/** None, without making a list: this runs for each message and each signer, and finds nothing in nearly all. */
const NONE: readonly UnsignedBytes[] = Object.freeze([]);

/**
 * What a message holds beside what its signer signs (RFC 5652 §5.1: neither certificates nor digestAlgorithms are signed)
 * and a signer has no reason to write: members of another kind, revocation data of an unknown form, digest algorithms
 * that no signer uses.
 */
export function unsignedInMessage(signedData: SignedData): readonly UnsignedBytes[] {
  const { der, digestAlgorithms, otherCertificates, revocation } = signedData;
  let unsigned: UnsignedBytes[] | undefined;
  const add = (slice: Uint8Array, what: string): unknown => (unsigned ??= []).push(at(der, slice, what));
  for (const member of otherCertificates) add(member, "a member of the certificates that is no X.509 certificate");
  for (const member of revocation)
    if (member.kind === "other") add(member.der, "revocation data of a form that is not known");
  for (const { oid, der: algorithm } of digestAlgorithms)
    if (!isUsed(signedData, oid))
      add(algorithm, `the digest algorithm ${algorithmName(oid) ?? oid}, which no signer uses`);
  return unsigned ?? NONE;
}

function isUsed({ signerInfos }: SignedData, oid: string): boolean {
  for (const { digestAlgorithm } of signerInfos) if (digestAlgorithm.oid === oid) return true;
  return false;
}

/**
 * Unsigned attributes of a signer (RFC 5652 §5.3) of types that nothing reads.
 *
 * @param message the message that holds the signer, for offsets.
 * @param read identifiers of the types that are read.
 */
export function unreadAttributes(
  message: Uint8Array,
  { unsignedAttributes }: SignerInfo,
  read: readonly string[],
): readonly UnsignedBytes[] {
  if (unsignedAttributes === undefined) return NONE;
  let unread: UnsignedBytes[] | undefined;
  for (const { oid, der } of unsignedAttributes.attributes) {
    if (read.includes(oid)) continue;
    (unread ??= []).push(at(message, der, `an unsigned attribute of type ${attributeName(oid)}, which nothing reads`));
  }
  return unread ?? NONE;
}

/** Where a slice of a message lies in it. */
export function at(message: Uint8Array, slice: Uint8Array, what: string): UnsignedBytes {
  const start = slice.byteOffset - message.byteOffset;
  return { what, start, end: start + slice.length };
}
