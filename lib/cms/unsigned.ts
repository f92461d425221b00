import { algorithmName } from "../crypto/index.js";
import type { Attribute } from "./attributes.js";
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

/**
 * What a message holds beside what its signer signs (RFC 5652 §5.1: neither certificates nor digestAlgorithms are signed)
 * and a signer has no reason to write: members of another kind, revocation data of an unknown form, digest algorithms
 * that no signer uses.
 */
export function unsignedInMessage(signedData: SignedData): readonly UnsignedBytes[] {
  const { der, digestAlgorithms, signerInfos, otherCertificates, revocation } = signedData;
  const unsigned: UnsignedBytes[] = [];
  for (const member of otherCertificates)
    unsigned.push(at(der, member, "a member of the certificates that is no X.509 certificate"));
  for (const member of revocation)
    if (member.kind === "other") unsigned.push(at(der, member.der, "revocation data of a form that is not known"));
  for (const { oid, der: algorithm } of digestAlgorithms) {
    if (signerInfos.some(({ digestAlgorithm }) => digestAlgorithm.oid === oid)) continue;
    unsigned.push(at(der, algorithm, `the digest algorithm ${algorithmName(oid) ?? oid}, which no signer uses`));
  }
  return unsigned;
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
  const unread = unsignedAttributes?.attributes.filter(({ oid }) => !read.includes(oid)) ?? NONE;
  return unread.length === 0
    ? []
    : unread.map(({ oid, der }) =>
        at(message, der, `an unsigned attribute of type ${attributeName(oid)}, which nothing reads`),
      );
}

const NONE: readonly Attribute[] = Object.freeze([]);

/** Where a slice of a message lies in it. */
export function at(message: Uint8Array, slice: Uint8Array, what: string): UnsignedBytes {
  const start = slice.byteOffset - message.byteOffset;
  return { what, start, end: start + slice.length };
}
