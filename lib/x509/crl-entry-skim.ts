import { Tag } from "../der/index.js";

/** Where the parts of an entry lie that {@link skimPlainEntry} found to be well-formed; one object serves a whole walk. */
export interface PlainEntry {
  end: number;
  serialStart: number;
  serialEnd: number;
}

/**
 * Recognises the entry that nearly every CRL is made of (a serial number, a UTCTime, and perhaps a reason other than
 * removeFromCRL, all in their shortest form) without making anything.
 *
 * @param mayHaveReason entries of a version 1 CRL have no extensions.
 * @returns false for whatever else stands here, right or wrong: `readCrlEntry` then says which.
 */
export function skimPlainEntry(
  bytes: Uint8Array,
  start: number,
  limit: number,
  mayHaveReason: boolean,
  found: PlainEntry,
): boolean {
  const length = bytes[start + 1] ?? 0x80;
  const end = start + 2 + length;
  if (bytes[start] !== Tag.sequence || length >= 0x80 || end > limit) return false;
  const serialStart = start + 4;
  const serialEnd = serialEndOf(bytes, start + 2);
  const timeEnd = serialEnd + UTC_TIME_BYTES;
  if (serialEnd < 0 || timeEnd > end || !isUtcTime(bytes, serialEnd)) return false;
  if (timeEnd !== end && !(mayHaveReason && isReasonAlone(bytes, timeEnd, end))) return false;
  found.end = end;
  found.serialStart = serialStart;
  found.serialEnd = serialEnd;
  return true;
}

/** INTEGER in its shortest form (X.690 §8.3.2). @returns -1 otherwise. */
function serialEndOf(bytes: Uint8Array, start: number): number {
  const length = bytes[start + 1] ?? 0;
  if (bytes[start] !== Tag.integer || length === 0 || length >= 0x80) return -1;
  const first = bytes[start + 2] ?? 0;
  const second = bytes[start + 3] ?? 0;
  const padded = length > 1 && ((first === 0 && second < 0x80) || (first === 0xff && second >= 0x80));
  return padded ? -1 : start + 2 + length;
}

/** Identifier, length, and `YYMMDDHHMMSSZ`. */
const UTC_TIME_BYTES = 15;

function isUtcTime(bytes: Uint8Array, start: number): boolean {
  if (bytes[start] !== Tag.utcTime || bytes[start + 1] !== 13 || bytes[start + 14] !== 0x5a) return false;
  const month = twoDigits(bytes, start + 4);
  const day = twoDigits(bytes, start + 6);
  return (
    twoDigits(bytes, start + 2) >= 0 &&
    month >= 1 &&
    month <= 12 &&
    day >= 1 &&
    // The 31st and the 29th of February are for the reader that knows the calendar.
    day <= (month === 2 ? 28 : 30) &&
    isBelow(twoDigits(bytes, start + 8), 24) &&
    isBelow(twoDigits(bytes, start + 10), 60) &&
    isBelow(twoDigits(bytes, start + 12), 60)
  );
}

function isBelow(value: number, limit: number): boolean {
  return value >= 0 && value < limit;
}

/** @returns -1 if they are no digits. */
function twoDigits(bytes: Uint8Array, start: number): number {
  const high = (bytes[start] ?? 0) - 0x30;
  const low = (bytes[start + 1] ?? 0) - 0x30;
  return high >= 0 && high <= 9 && low >= 0 && low <= 9 ? high * 10 + low : -1;
}

/** `crlEntryExtensions` with a reasonCode that is not critical, up to its value. */
const REASON_ALONE: readonly number[] = [0x30, 12, 0x30, 10, 6, 3, 0x55, 0x1d, 21, 4, 3, 0x0a, 1];

function isReasonAlone(bytes: Uint8Array, start: number, end: number): boolean {
  if (end - start !== REASON_ALONE.length + 1) return false;
  for (let index = 0; index < REASON_ALONE.length; index++)
    if (bytes[start + index] !== REASON_ALONE[index]) return false;
  const reason = bytes[end - 1] ?? 0;
  return reason <= 10 && reason !== 7 && reason !== 8;
}
