/** OpenSSL verifies with no longer modulus (OPENSSL_RSA_MAX_MODULUS_BITS): nobody does, so that providers say the same. */
export const LONGEST_MODULUS_BITS = 16_384;

/**
 * Whether a value is as long as the modulus, which is asked before anything else (RFC 8017 §8.1.2 and §8.2.2, step 1).
 * OpenSSL, and so WebCrypto on it, also takes a PSS value without its leading zeros: a second value for one signature.
 */
export function isAsLongAsModulus(signature: Uint8Array, modulusBits: number): boolean {
  return signature.length === Math.ceil(modulusBits / 8);
}
