import { platformCrc32 } from "./platform.js";

type Tables = readonly [Int32Array, Int32Array, Int32Array, Int32Array, Int32Array, Int32Array, Int32Array, Int32Array];

let made: Tables | undefined;

/** Table `n` holds what an octet does to the remainder once `n` more octets have gone by. */
function makeTables(): Tables {
  const first = Int32Array.from({ length: 256 }, (_, octet) => {
    let remainder = octet;
    for (let bit = 0; bit < 8; bit++) remainder = (remainder >>> 1) ^ ((remainder & 1) * 0xedb88320);
    return remainder;
  });
  const next = (table: Int32Array): Int32Array =>
    table.map((remainder) => (remainder >>> 8) ^ (first[remainder & 0xff] ?? 0));
  const second = next(first);
  const third = next(second);
  const fourth = next(third);
  const fifth = next(fourth);
  const sixth = next(fifth);
  const seventh = next(sixth);
  return [first, second, third, fourth, fifth, sixth, seventh, next(seventh)];
}

/**
 * CRC-32 of ZIP and gzip (ISO 3309; APPNOTE §4.4.7, RFC 1952 §8), eight octets at a time.
 *
 * @param before the CRC of what came before, to go on with; 0: nothing came.
 * @returns unsigned.
 */
export function crc32Here(bytes: Uint8Array, before: number): number {
  const [T0, T1, T2, T3, T4, T5, T6, T7] = (made ??= makeTables());
  let crc = ~before;
  const wholeSteps = bytes.length & ~7;
  let at = 0;
  for (; at < wholeSteps; at += 8) {
    crc ^= (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8) | ((bytes[at + 2] ?? 0) << 16) | ((bytes[at + 3] ?? 0) << 24);
    crc =
      (T7[crc & 0xff] ?? 0) ^
      (T6[(crc >>> 8) & 0xff] ?? 0) ^
      (T5[(crc >>> 16) & 0xff] ?? 0) ^
      (T4[crc >>> 24] ?? 0) ^
      (T3[bytes[at + 4] ?? 0] ?? 0) ^
      (T2[bytes[at + 5] ?? 0] ?? 0) ^
      (T1[bytes[at + 6] ?? 0] ?? 0) ^
      (T0[bytes[at + 7] ?? 0] ?? 0);
  }
  for (; at < bytes.length; at++) crc = (crc >>> 8) ^ (T0[(crc ^ (bytes[at] ?? 0)) & 0xff] ?? 0);
  return ~crc >>> 0;
}

/** Below this, a call into the platform is not worth it. */
const WORTH_A_CALL_BYTES = 1024;

/**
 * The same by whoever is fastest: zlib for a long piece. Loading it takes half a millisecond; the loop over a first signature
 * took five, most of them for being compiled and, before the loop was over, optimised.
 */
export function crc32(bytes: Uint8Array, before = 0): number {
  const platform = bytes.length < WORTH_A_CALL_BYTES ? undefined : platformCrc32();
  return platform?.(bytes, before) ?? crc32Here(bytes, before);
}
