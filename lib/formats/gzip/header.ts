import { crc32 } from "../../bytes/index.js";
import { u16 } from "../zip/fields.js";

/** The longest header that is looked for: names and comments have no limit of their own, an extra field ends at 64 KiB. */
export const MOST_HEADER_BYTES: number = 128 * 1024;

/** CRC-32 and length of the content (RFC 1952 §2.3.1). */
export const TRAILER_BYTES = 8;

const FIXED_BYTES = 10;
/** RFC 1952 §2.3.1. */
const FLAG = { headerCrc: 2, extra: 4, name: 8, comment: 16, reserved: 0xe0 } as const;

/**
 * Length of the header of a gzip member (RFC 1952 §2.3).
 *
 * @param bytes the file's start, at least {@link MOST_HEADER_BYTES} of it or all.
 * @returns what is wrong, if there is no header.
 */
export function gzipHeaderLength(bytes: Uint8Array): number | string {
  if (bytes.length < FIXED_BYTES || bytes[0] !== 0x1f || bytes[1] !== 0x8b) return "it does not begin as gzip does";
  const flags = bytes[3] ?? 0;
  if (bytes[2] !== 8) return "its compression method is not DEFLATE";
  if ((flags & FLAG.reserved) !== 0) return "reserved header flags are set";
  let end: number | undefined = FIXED_BYTES;
  if ((flags & FLAG.extra) !== 0) end += 2 + u16(bytes, end);
  if ((flags & FLAG.name) !== 0) end = afterZero(bytes, end);
  if ((flags & FLAG.comment) !== 0) end = afterZero(bytes, end);
  if (end === undefined || end > bytes.length) return "its header has no end";
  if ((flags & FLAG.headerCrc) === 0) return end;
  const isRight = u16(bytes, end) === (crc32(bytes.subarray(0, end)) & 0xffff);
  return isRight ? end + 2 : "its header's CRC is wrong";
}

function afterZero(bytes: Uint8Array, start: number | undefined): number | undefined {
  const zero = start === undefined ? -1 : bytes.indexOf(0, start);
  return zero < 0 ? undefined : zero + 1;
}
