import type { DerReader, Tlv } from "./reader.js";
import { Tag } from "./tag.js";

/** A point in time in milliseconds since 1970, and whether it was written as UTCTime. */
export interface DerTime {
  readonly milliseconds: number;
  readonly isUtcTime: boolean;
}

/**
 * Reads a Time of RFC 5280 §4.1.2.5: `YYMMDDHHMMSSZ` or `YYYYMMDDHHMMSSZ`, no fraction, no offset. Two-digit years are
 * 1950 to 2049.
 */
export function readTime(reader: DerReader, what: string): DerTime {
  if (reader.peek() === Tag.utcTime) return utcTime(reader, reader.next());
  const element = reader.read(Tag.generalizedTime, what);
  requireLength(reader, element, 15);
  return {
    milliseconds: instant(reader, element.contentStart, digits(reader, element.contentStart, 4), 4),
    isUtcTime: false,
  };
}

function utcTime(reader: DerReader, element: Tlv): DerTime {
  requireLength(reader, element, 13);
  const year = digits(reader, element.contentStart, 2);
  return {
    milliseconds: instant(reader, element.contentStart, year < 50 ? 2000 + year : 1900 + year, 2),
    isUtcTime: true,
  };
}

/**
 * Reads a GeneralizedTime that may carry a fraction of a second (RFC 3161 §2.4.2: `.` and digits, no trailing zero,
 * always `Z`), cut to milliseconds.
 */
export function readGeneralizedTime(reader: DerReader, what: string): number {
  const element = reader.read(Tag.generalizedTime, what);
  const { contentStart, end } = element;
  if (end - contentStart === 15) return instant(reader, contentStart, digits(reader, contentStart, 4), 4);
  if (end - contentStart < 17) throw reader.fault(contentStart, "has a time of another form than YYYYMMDDHHMMSS[.f]Z");
  const whole = instantWithoutZone(reader, contentStart, digits(reader, contentStart, 4), 4);
  return whole + fraction(reader, contentStart + 14, end);
}

function fraction(reader: DerReader, start: number, end: number): number {
  const { bytes } = reader;
  const last = bytes[end - 2] ?? 0;
  if (bytes[start] !== 0x2e || bytes[end - 1] !== 0x5a)
    throw reader.fault(start, "has a time of another form than YYYYMMDDHHMMSS[.f]Z");
  if (last === 0x30) throw reader.fault(end - 2, "has a time whose fraction ends in zero", "X.690 §11.7.3");
  let milliseconds = 0;
  for (let index = start + 1; index < end - 1; index++) {
    const digit = digits(reader, index, 1);
    const place = index - start;
    if (place <= 3) milliseconds += digit * 10 ** (3 - place);
  }
  return milliseconds;
}

function requireLength(reader: DerReader, element: Tlv, length: number): void {
  if (element.end - element.contentStart !== length)
    throw reader.fault(element.contentStart, "has a time that is not written to the second in UTC (RFC 5280 §4.1.2.5)");
}

function instant(reader: DerReader, start: number, year: number, yearDigits: number): number {
  const zone = start + yearDigits + 10;
  if (reader.bytes[zone] !== 0x5a) throw reader.fault(zone, "has a time that does not end in Z (RFC 5280 §4.1.2.5)");
  return instantWithoutZone(reader, start, year, yearDigits);
}

function instantWithoutZone(reader: DerReader, start: number, year: number, yearDigits: number): number {
  const field = (index: number): number => digits(reader, start + yearDigits + 2 * index, 2);
  const [month, day, hour, minute, second] = [field(0), field(1), field(2), field(3), field(4)];
  const milliseconds = utcMilliseconds(year, month, day, hour, minute, second);
  if (milliseconds === undefined) throw reader.fault(start, "has a time that no calendar holds");
  return milliseconds;
}

/** Days are checked against the month: `Date.UTC` would carry the 31st of April over into May. */
function utcMilliseconds(
  year: number,
  month: number,
  day: number,
  hour: number,
  minute: number,
  second: number,
): number | undefined {
  if (month < 1 || month > 12 || day < 1 || day > daysIn(year, month) || hour > 23 || minute > 59 || second > 59)
    return undefined;
  // Date.UTC takes years below 100 for 1900 and later.
  if (year >= 100) return Date.UTC(year, month - 1, day, hour, minute, second);
  return new Date(Date.UTC(2000, month - 1, day, hour, minute, second)).setUTCFullYear(year, month - 1, day);
}

function daysIn(year: number, month: number): number {
  const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  return month === 2 ? (leap ? 29 : 28) : month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

function digits(reader: DerReader, start: number, count: number): number {
  let value = 0;
  for (let index = start; index < start + count; index++) {
    const digit = (reader.bytes[index] ?? 0) - 0x30;
    if (digit < 0 || digit > 9) throw reader.fault(index, "has a time with something else than digits");
    value = value * 10 + digit;
  }
  return value;
}
