import { compareBytes, concatBytes } from "../../bytes/index.js";
import { DerReader, reading, type Tlv } from "../../der/index.js";
import { DecodeError } from "../../report/index.js";

/** A value of these parts, one after the other, with the shortest length octets (X.690 §10.1). */
export function encode(tag: number, parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const length = parts.reduce((total, part) => total + part.length, 0);
  return concatBytes([Uint8Array.of(tag, ...lengthOctets(length)), ...parts]);
}

function lengthOctets(length: number): readonly number[] {
  if (length < 0x80) return [length];
  const octets: number[] = [];
  for (let rest = length; rest > 0; rest = Math.floor(rest / 256)) octets.unshift(rest % 256);
  return [0x80 | octets.length, ...octets];
}

/** Whether the encodings stand in the order that DER asks of a SET OF (X.690 §11.6). */
export function isSetOrder(encodings: readonly Uint8Array[]): boolean {
  return encodings.every((encoding, index) => {
    const before = encodings[index - 1];
    return before === undefined || compareBytes(before, encoding) <= 0;
  });
}

/** A copy in the order of a DER SET OF. */
export function inSetOrder(encodings: readonly Uint8Array[]): readonly Uint8Array[] {
  return [...encodings].sort(compareBytes);
}

/** What is left to read, each value with its identifier and length, as slices. */
export function rest(reader: DerReader): readonly Uint8Array[] {
  const encodings: Uint8Array[] = [];
  while (!reader.atEnd) encodings.push(reader.whole(reader.next()));
  return encodings;
}

/** What the one value that `bytes` hold holds. */
export function enterWhole(bytes: Uint8Array, tag: number, structure: string): DerReader {
  const reader = new DerReader(bytes, structure);
  const inside = reader.enter(tag, structure);
  reader.finish();
  return inside;
}

/** Steps into a value that was read whole before. */
export function enterElement(
  encoding: Uint8Array,
  structure: string,
): { readonly tag: number; readonly inside: DerReader } {
  const reader = new DerReader(encoding, structure);
  const element: Tlv = reader.next();
  return { tag: element.tag, inside: reader.inside(element, structure) };
}

/** Runs a reader over bytes that the caller vouches for. @throws {DecodeError} they are not what they should be. */
export function decoding<T>(read: () => T): T {
  const result = reading(read);
  if (result.ok) return result.value;
  const { structure, offset, problem } = result.fault;
  throw new DecodeError({
    structure,
    offset,
    problem,
    remedy: `Give the ${structure} in DER, as its maker issued it.`,
  });
}
