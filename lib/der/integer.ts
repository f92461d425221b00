import type { DerReader, Tlv } from "./reader.js";
import { Tag } from "./tag.js";

/** Reads an INTEGER's content octets: two's complement, in the shortest form (X.690 §8.3.2). */
export function readInteger(reader: DerReader, what: string): Uint8Array {
  return integerContent(reader, reader.read(Tag.integer, what));
}

/** The same for an element that is there already, an IMPLICIT integer included. */
export function integerContent(reader: DerReader, element: Tlv): Uint8Array {
  requireShortest(reader, element);
  return reader.content(element);
}

function requireShortest(reader: DerReader, { contentStart, end }: Tlv): void {
  const { bytes } = reader;
  if (contentStart === end) throw reader.fault(contentStart, "has an INTEGER without content");
  const first = bytes[contentStart] ?? 0;
  const second = bytes[contentStart + 1] ?? 0;
  const padded = end - contentStart > 1 && ((first === 0 && second < 0x80) || (first === 0xff && second >= 0x80));
  if (padded) throw reader.fault(contentStart, "has an INTEGER that is not in its shortest form", "X.690 §8.3.2");
}

/** Reads an INTEGER from 0 to 2^31-1: versions, path lengths, accuracies. */
export function readSmallInteger(reader: DerReader, what: string): number {
  return smallInteger(reader, reader.read(Tag.integer, what));
}

/** The same for an element that is there already. */
export function smallInteger(reader: DerReader, element: Tlv): number {
  requireShortest(reader, element);
  const { bytes } = reader;
  const { contentStart, end } = element;
  if ((bytes[contentStart] ?? 0) >= 0x80)
    throw reader.fault(contentStart, "has a negative INTEGER where none may stand");
  if (end - contentStart > 4) throw reader.fault(contentStart, "has an INTEGER beyond 2^31-1");
  let value = 0;
  for (let place = contentStart; place < end; place++) value = value * 256 + (bytes[place] ?? 0);
  return value;
}

/** The value of a BOOLEAN (X.690 §11.1: false is 00, true is FF), an IMPLICIT one included. */
export function booleanValue(reader: DerReader, element: Tlv): boolean {
  const octet = reader.bytes[element.contentStart];
  if (element.end - element.contentStart !== 1)
    throw reader.fault(element.contentStart, "has a BOOLEAN that is not one octet");
  if (octet !== 0 && octet !== 0xff)
    throw reader.fault(element.contentStart, "has a BOOLEAN that is neither 00 nor FF", "X.690 §11.1");
  return octet === 0xff;
}

/**
 * Reads a BIT STRING whose length is a whole number of octets: keys and signatures.
 *
 * @returns the octets after the count of unused bits.
 */
export function readOctetAlignedBits(reader: DerReader, what: string): Uint8Array {
  const element = reader.read(Tag.bitString, what);
  if (element.end === element.contentStart)
    throw reader.fault(element.contentStart, "has a BIT STRING without content");
  if (reader.bytes[element.contentStart] !== 0)
    throw reader.fault(element.contentStart, "has unused bits where whole octets are expected");
  return reader.bytes.subarray(element.contentStart + 1, element.end);
}

/**
 * Reads a BIT STRING of named bits: bit n of the type is bit n of the result (key usages, reasons).
 *
 * Trailing zero bits must have been left out (X.690 §11.2.2); at most 31 bits are read.
 */
export function namedBits(reader: DerReader, element: Tlv): number {
  const { bytes } = reader;
  const length = element.end - element.contentStart - 1;
  const unused = bytes[element.contentStart] ?? 8;
  if (length < 0 || unused > 7 || (length === 0 && unused !== 0))
    throw reader.fault(element.contentStart, "has a malformed BIT STRING");
  if (length > 4) throw reader.fault(element.contentStart, "has more named bits than any type here");
  if (length > 0) requireTrimmed(reader, element, unused);
  let value = 0;
  for (let bit = 0; bit < length * 8 - unused && bit < 31; bit++) {
    const octet = bytes[element.contentStart + 1 + (bit >> 3)] ?? 0;
    if ((octet & (0x80 >> (bit & 7))) !== 0) value |= 1 << bit;
  }
  return value;
}

function requireTrimmed(reader: DerReader, element: Tlv, unused: number): void {
  const last = reader.bytes[element.end - 1] ?? 0;
  if ((last & ((1 << unused) - 1)) !== 0)
    throw reader.fault(element.end - 1, "has unused bits that are set", "X.690 §11.2.1");
  if ((last & (1 << unused)) === 0)
    throw reader.fault(element.end - 1, "has trailing zero bits in a list of named bits", "X.690 §11.2.2");
}
