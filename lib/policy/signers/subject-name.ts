import { toHex } from "../../bytes/index.js";
import { DerReader, reading, Tag } from "../../der/index.js";
import { attributeTypeNamed, type NameAttribute, prepareString, readName } from "../../x509/index.js";

/** One attribute of a name that somebody wrote: its type, and its value as text or, after `#`, as hex of its DER. */
interface WrittenAttribute {
  readonly oid: string;
  readonly text?: string;
  readonly hex?: string;
}
/** A name as RFC 4514 writes it, most significant RDN first: the order of the DER. */
export type WrittenName = readonly (readonly WrittenAttribute[])[];

/** @returns `undefined` if the text is no RFC 4514 name or has an attribute type that nobody knows. */
export function readWrittenName(text: string): WrittenName | undefined {
  const names: (readonly WrittenAttribute[])[] = [];
  for (const relative of splitUnescaped(text, ",")) {
    const attributes = splitUnescaped(relative, "+").map(readWrittenAttribute);
    const known = attributes.filter((attribute) => attribute !== undefined);
    if (known.length !== attributes.length) return undefined;
    names.unshift(known);
  }
  return names;
}

function splitUnescaped(text: string, separator: string): readonly string[] {
  const parts: string[] = [];
  let start = 0;
  for (let index = 0; index < text.length; index++) {
    if (text[index] === "\\") index++;
    else if (text[index] === separator) {
      parts.push(text.slice(start, index));
      start = index + 1;
    }
  }
  return [...parts, text.slice(start)];
}

function readWrittenAttribute(text: string): WrittenAttribute | undefined {
  const equals = text.indexOf("=");
  if (equals < 1) return undefined;
  const type = text.slice(0, equals).trim();
  const oid = /^\d+(?:\.\d+)+$/.test(type) ? type : attributeTypeNamed(type);
  const value = text.slice(equals + 1).trimStart();
  if (oid === undefined) return undefined;
  if (/^#(?:[0-9a-fA-F]{2})+$/.test(value)) return { oid, hex: value.slice(1).toLowerCase() };
  const unescaped = unescape(trimEndUnescaped(value));
  return unescaped === undefined ? undefined : { oid, text: unescaped };
}

/** White space at the end belongs to the value only where it is escaped. */
function trimEndUnescaped(value: string): string {
  const trimmed = value.trimEnd();
  return trimmed.endsWith("\\") && trimmed.length < value.length ? `${trimmed} ` : trimmed;
}

/** RFC 4514 §2.4. @returns `undefined` for an escape or a character that the grammar does not allow. */
function unescape(value: string): string | undefined {
  const bytes: number[] = [];
  const encoder = new TextEncoder();
  for (let index = 0; index < value.length; index++) {
    const character = String.fromCodePoint(value.codePointAt(index) ?? 0);
    if (character !== "\\") {
      if ('",;<>'.includes(character)) return undefined;
      bytes.push(...encoder.encode(character));
      index += character.length - 1;
      continue;
    }
    const pair = /^[0-9a-fA-F]{2}/.exec(value.slice(index + 1, index + 3))?.[0];
    const escaped = value[index + 1];
    if (pair !== undefined) bytes.push(Number.parseInt(pair, 16));
    else if (escaped !== undefined && ' "#+,;<=>\\'.includes(escaped)) bytes.push(escaped.charCodeAt(0));
    else return undefined;
    index += pair === undefined ? 1 : 2;
  }
  return decodeUtf8(Uint8Array.from(bytes));
}

function decodeUtf8(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/**
 * Whether a Name is the one that somebody wrote (RFC 5280 §7.1): the same RDNs in the same order, values compared after
 * string preparation. Never a part of a name, never a pattern.
 */
export function isWrittenName(der: Uint8Array, written: WrittenName): boolean {
  const names = reading(() => readName(new DerReader(der, "Name")));
  if (!names.ok || names.value.length !== written.length) return false;
  return names.value.every((relative, index) => isSameSet(relative, written[index] ?? []));
}

/** An RDN is a set: each attribute of the one has its own in the other. */
function isSameSet(relative: readonly NameAttribute[], written: readonly WrittenAttribute[]): boolean {
  if (relative.length !== written.length) return false;
  const left = [...written];
  return relative.every((attribute) => {
    const place = left.findIndex((candidate) => isSameAttribute(attribute, candidate));
    if (place >= 0) left.splice(place, 1);
    return place >= 0;
  });
}

const CASELESS_IA5 = ["1.2.840.113549.1.9.1", "0.9.2342.19200300.100.1.25"];

function isSameAttribute(attribute: NameAttribute, { oid, text, hex }: WrittenAttribute): boolean {
  if (attribute.oid !== oid) return false;
  if (hex !== undefined) return toHex(attribute.der) === hex;
  if (attribute.text === undefined || text === undefined) return false;
  // As between two certificates: an IA5String keeps its case, but for e-mail addresses and domain components.
  if (attribute.tag === Tag.ia5String && !CASELESS_IA5.includes(oid)) return attribute.text === text;
  return prepareString(attribute.text) === prepareString(text);
}
