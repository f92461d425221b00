// One table for each place in a word, so that four bytes are taken in one step.
const FIRST = Int32Array.from({ length: 256 }, (_, octet) => {
  let remainder = octet;
  for (let bit = 0; bit < 8; bit++)
    remainder = (remainder & 1) === 1 ? (remainder >>> 1) ^ 0xedb88320 : remainder >>> 1;
  return remainder;
});
const SECOND = shifted(FIRST);
const THIRD = shifted(SECOND);
const FOURTH = shifted(THIRD);

function shifted(table: Int32Array): Int32Array {
  return table.map((remainder) => (remainder >>> 8) ^ (FIRST[remainder & 0xff] ?? 0));
}

/**
 * CRC-32 of ZIP and gzip (ISO 3309; APPNOTE §4.4.7, RFC 1952 §8).
 *
 * @param before the CRC of what came before, to go on with; default: nothing came.
 * @returns unsigned.
 */
export function crc32(bytes: Uint8Array, before = 0): number {
  let crc = ~before;
  const wholeWords = bytes.length & ~3;
  let at = 0;
  for (; at < wholeWords; at += 4) {
    crc ^= (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8) | ((bytes[at + 2] ?? 0) << 16) | ((bytes[at + 3] ?? 0) << 24);
    crc =
      (FOURTH[crc & 0xff] ?? 0) ^
      (THIRD[(crc >>> 8) & 0xff] ?? 0) ^
      (SECOND[(crc >>> 16) & 0xff] ?? 0) ^
      (FIRST[crc >>> 24] ?? 0);
  }
  for (; at < bytes.length; at++) crc = (crc >>> 8) ^ (FIRST[(crc ^ (bytes[at] ?? 0)) & 0xff] ?? 0);
  return ~crc >>> 0;
}
