/** AlgorithmIdentifier of rsaEncryption with NULL (RFC 3279 §2.3.1). */
const RSA_ENCRYPTION = [0x30, 0x0d, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01, 0x05, 0x00];

/** Wraps an RSAPublicKey as a SubjectPublicKeyInfo, for platforms that import no other form. */
export function rsaPublicKeyInfo(pkcs1: Uint8Array): Uint8Array<ArrayBuffer> {
  const bits = [...header(0x03, pkcs1.length + 1), 0];
  const outer = header(0x30, RSA_ENCRYPTION.length + bits.length + pkcs1.length);
  const whole = new Uint8Array(outer.length + RSA_ENCRYPTION.length + bits.length + pkcs1.length);
  whole.set([...outer, ...RSA_ENCRYPTION, ...bits]);
  whole.set(pkcs1, whole.length - pkcs1.length);
  return whole;
}

function header(tag: number, length: number): number[] {
  if (length < 0x80) return [tag, length];
  const octets: number[] = [];
  for (let rest = length; rest > 0; rest = Math.floor(rest / 256)) octets.unshift(rest % 256);
  return [tag, 0x80 | octets.length, ...octets];
}
