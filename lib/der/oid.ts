import type { DerReader, Tlv } from "./reader.js";
import { knownOid, learnOid } from "./known-oids.js";
import { Tag } from "./tag.js";

/** An object identifier in dotted decimal, `2.5.29.15`. */
export type ObjectIdentifier = string;

/** Reads an OBJECT IDENTIFIER (X.690 §8.19). */
export function readOid(reader: DerReader, what: string): ObjectIdentifier {
  return oidText(reader, reader.read(Tag.objectIdentifier, what));
}

/** Dotted form of an element's contents; an IMPLICIT identifier is read by it too. */
export function oidText(reader: DerReader, { contentStart, end }: Tlv): ObjectIdentifier {
  const known = knownOid(reader.bytes, contentStart, end);
  if (known !== undefined) return known;
  const text = readArcs(reader, contentStart, end);
  learnOid(reader.bytes, contentStart, end, text);
  return text;
}

function readArcs(reader: DerReader, start: number, end: number): ObjectIdentifier {
  if (start === end) throw reader.fault(start, "has an empty object identifier");
  let text = "";
  for (let position = start; position < end; ) {
    if (reader.bytes[position] === 0x80)
      throw reader.fault(position, "has an object identifier with a padded arc", "X.690 §8.19.2");
    const arc = readArc(reader, position, end);
    position = arc.next;
    text = text === "" ? firstArcs(arc.value) : `${text}.${arc.value}`;
  }
  return text;
}

/** Octets of an arc that a number holds: 49 bits. */
const SMALL_ARC_BYTES = 7;

/** An arc may be larger than a safe integer (UUID arcs have 128 bits). */
function readArc(
  reader: DerReader,
  start: number,
  end: number,
): { readonly value: number | bigint; readonly next: number } {
  let small = 0;
  for (let position = start; position < Math.min(end, start + SMALL_ARC_BYTES); position++) {
    const octet = reader.bytes[position] ?? 0;
    small = small * 128 + (octet & 0x7f);
    if (octet < 0x80) return { value: small, next: position + 1 };
  }
  let value = 0n;
  for (let position = start; position < end; position++) {
    const octet = reader.bytes[position] ?? 0;
    value = (value << 7n) | BigInt(octet & 0x7f);
    if (position - start > 19) throw reader.fault(start, "has an object identifier with an arc of over 140 bits");
    if (octet < 0x80)
      return { value: value <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(value) : value, next: position + 1 };
  }
  throw reader.fault(start, "has an object identifier that ends inside an arc");
}

/** The first two arcs share a subidentifier: 40 times the first plus the second (X.690 §8.19.4). */
function firstArcs(value: number | bigint): string {
  if (typeof value === "bigint") return `2.${value - 80n}`;
  if (value < 40) return `0.${value}`;
  return value < 80 ? `1.${value - 40}` : `2.${value - 80}`;
}
