import { equalBytes } from "../bytes/index.js";
import { type CryptoProvider, digestOf, sha1Of } from "../crypto/index.js";
import { DerReader, readOctetAlignedBits, reading, Tag } from "../der/index.js";

/** Length of the key identifiers that are digests. */
export const KEY_DIGEST_BYTES = 20;

/**
 * Whether a key identifier is the digest of a key: SHA-1 of the key's bits (RFC 5280 §4.2.1.2, method 1), or SHA-256 cut
 * to 160 bits (RFC 7093 §2, method 1). An order is all that it makes: nothing is trusted because of SHA-1.
 *
 * @param publicKeyInfo DER SubjectPublicKeyInfo.
 */
export async function isKeyDigest(
  identifier: Uint8Array,
  publicKeyInfo: Uint8Array,
  provider: CryptoProvider,
): Promise<boolean> {
  const bits = keyBits(publicKeyInfo);
  if (bits === undefined) return false;
  const sha1 = sha1Of(provider, bits);
  if (equalBytes(sha1 instanceof Uint8Array ? sha1 : await sha1, identifier)) return true;
  const sha256 = digestOf(provider, "sha256", bits);
  return equalBytes((sha256 instanceof Uint8Array ? sha256 : await sha256).subarray(0, KEY_DIGEST_BYTES), identifier);
}

/** The octets of subjectPublicKey (RFC 5280 §4.1.2.7). */
function keyBits(publicKeyInfo: Uint8Array): Uint8Array | undefined {
  const bits = reading(() => {
    const fields = new DerReader(publicKeyInfo, "SubjectPublicKeyInfo").enter(Tag.sequence, "SubjectPublicKeyInfo");
    fields.next();
    return readOctetAlignedBits(fields, "subjectPublicKey");
  });
  return bits.ok ? bits.value : undefined;
}
