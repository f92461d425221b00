/** The same message in BER that DER forbids, by its outermost element. */

/** Its length octets, and where its content begins. */
function header(der: Uint8Array): { readonly length: number; readonly start: number } {
  const first = der[1] ?? 0;
  const octets = first < 0x80 ? 0 : first & 0x7f;
  const length = first < 0x80 ? first : Buffer.from(der).readUIntBE(2, octets);
  return { length, start: 2 + octets };
}

/** Indefinite length and end-of-contents octets (X.690 §8.1.3.6). */
export function indefinite(der: Uint8Array): Uint8Array {
  return Buffer.concat([Buffer.from([der[0] ?? 0, 0x80]), der.subarray(header(der).start), Buffer.from([0, 0])]);
}

/** A length of five octets where fewer would do (X.690 §10.1). */
export function longLength(der: Uint8Array): Uint8Array {
  const { length, start } = header(der);
  const octets = Buffer.alloc(6);
  octets[0] = der[0] ?? 0;
  octets[1] = 0x84;
  octets.writeUInt32BE(length, 2);
  return Buffer.concat([octets, der.subarray(start)]);
}
