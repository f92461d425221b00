import { Tag } from "../../der/index.js";
import { encode } from "./encode.js";

/** AlgorithmIdentifier of rsaEncryption with NULL (RFC 3279 §2.3.1). */
const RSA_ENCRYPTION = Uint8Array.of(
  ...[0x30, 0x0d, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01, 0x05, 0x00],
);

/** Wraps an RSAPrivateKey as a PrivateKeyInfo (RFC 5958 §2), for platforms that import no other form. */
export function rsaPrivateKeyInfo(pkcs1: Uint8Array): Uint8Array<ArrayBuffer> {
  const version = encode(Tag.integer, [Uint8Array.of(0)]);
  return encode(Tag.sequence, [version, RSA_ENCRYPTION, encode(Tag.octetString, [pkcs1])]);
}

/** An ECDSA-Sig-Value (RFC 5480 §A). @param joined r and s, of equal length, one after the other (IEEE P1363). */
export function ecdsaSignatureValue(joined: Uint8Array): Uint8Array<ArrayBuffer> {
  const half = joined.length / 2;
  return encode(Tag.sequence, [positiveInteger(joined.subarray(0, half)), positiveInteger(joined.subarray(half))]);
}

/** Two's complement in the shortest form (X.690 §8.3). */
function positiveInteger(magnitude: Uint8Array): Uint8Array {
  let start = 0;
  while (start < magnitude.length - 1 && magnitude[start] === 0) start++;
  const digits = magnitude.subarray(start);
  return encode(Tag.integer, (digits[0] ?? 0) < 0x80 ? [digits] : [Uint8Array.of(0), digits]);
}
