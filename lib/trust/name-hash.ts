import { DerReader, reading, Tag } from "../der/index.js";
import { prepareString, readName } from "../x509/index.js";

// FNV-1a, 32 bits: the hashes are written into the bundled list, so they must be the same everywhere.
const OFFSET_BASIS = 0x811c9dc5;
const PRIME = 0x01000193;
const SPACE = 0x20;

/** Hash of a subject's DER. */
function bytesHash(bytes: Uint8Array): number {
  let hash = OFFSET_BASIS;
  for (let index = 0; index < bytes.length; index++) hash = Math.imul(hash ^ (bytes[index] ?? 0), PRIME);
  return hash >>> 0;
}

/**
 * A hash that Names share if they match by RFC 5280 §7.1 (and others may share: it only narrows a search).
 *
 * It adds up the attribute values' letters, without case, spaces, types and order. Nearly every Name holds printable
 * ASCII alone, and is then hashed in place; preparing its strings would cost twenty times as much, and most of the names
 * that are looked up here belong to intermediates, which no store has.
 */
export function nameHash(der: Uint8Array): number {
  const plain = plainNameHash(der);
  if (plain !== undefined) return plain;
  const names = reading(() => readName(new DerReader(der, "Name")));
  if (!names.ok) return bytesHash(der); // it matches its very bytes alone
  let sum = 0;
  for (const attribute of names.value.flat()) {
    sum += attribute.text === undefined ? bytesHash(attribute.der) : letterHash(prepareString(attribute.text));
  }
  return sum >>> 0;
}

/** Spaces do not count: what preparation makes of a run of them never changes the letters. */
function letterHash(prepared: string): number {
  let hash = OFFSET_BASIS;
  for (let index = 0; index < prepared.length; index++) {
    const code = prepared.charCodeAt(index);
    if (code !== SPACE) hash = Math.imul(hash ^ code, PRIME);
  }
  return hash >>> 0;
}

/**
 * The same, over the bytes: a flat walk that steps into every SEQUENCE and SET.
 *
 * @returns `undefined` if a value is not a short string of printable ASCII right after its type.
 */
function plainNameHash(der: Uint8Array): number | undefined {
  let sum = 0;
  let afterType = false;
  for (let position = 0; position < der.length; ) {
    const tag = der[position] ?? 0;
    const first = der[position + 1] ?? 0xff;
    const isLong = first >= 0x80;
    if (tag === Tag.sequence || tag === Tag.set) {
      if (afterType) return undefined;
      position += isLong ? 2 + (first & 0x7f) : 2;
      continue;
    }
    const start = position + 2;
    const end = start + first;
    if (isLong || end > der.length) return undefined;
    if (afterType) {
      const hash = isPlainString(tag) ? plainLetterHash(der, start, end) : undefined;
      if (hash === undefined) return undefined;
      sum += hash;
    } else if (tag !== Tag.objectIdentifier) return undefined;
    afterType = !afterType;
    position = end;
  }
  return sum >>> 0;
}

function isPlainString(tag: number): boolean {
  return tag === Tag.printableString || tag === Tag.utf8String || tag === Tag.ia5String;
}

function plainLetterHash(der: Uint8Array, start: number, end: number): number | undefined {
  let hash = OFFSET_BASIS;
  for (let index = start; index < end; index++) {
    const code = der[index] ?? 0;
    if (code < SPACE || code > 0x7e) return undefined;
    if (code !== SPACE) hash = Math.imul(hash ^ (code >= 0x41 && code <= 0x5a ? code + 0x20 : code), PRIME);
  }
  return hash >>> 0;
}
