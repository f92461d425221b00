import { bytesKey, equalBytes, toHex } from "../bytes/index.js";
import { DerReader, reading, Tag } from "../der/index.js";
import { LONGEST_NAME_BYTES, type NameAttribute, readName, type RelativeName } from "./name.js";

/**
 * Whether two Names are the same by RFC 5280 §7.1: as bytes, or, if those differ, after string preparation.
 */
export function sameName(left: Uint8Array, right: Uint8Array): boolean {
  return equalBytes(left, right) || nameKey(left) === nameKey(right);
}

/** The same for one Name and many: it is prepared once, if at all. */
export function sameNameAs(name: Uint8Array): (other: Uint8Array) => boolean {
  let key: string | undefined;
  return (other) => equalBytes(other, name) || nameKey(other) === (key ??= nameKey(name));
}

/**
 * A text that two Names share exactly if they match by RFC 5280 §7.1. It keys indexes; it is not for people.
 * A name that cannot be read, or is longer than any certificate's, keys itself alone.
 */
export function nameKey(der: Uint8Array): string {
  if (der.length > LONGEST_NAME_BYTES) return `!${bytesKey(der)}`;
  const names = reading(() => readName(new DerReader(der, "Name")));
  return names.ok ? names.value.map(relativeNameKey).join("/") : `!${bytesKey(der)}`;
}

/** The same for one RDN: attributes match in any order (RFC 5280 §7.1: RDNs are sets). */
export function relativeNameKey(attributes: RelativeName): string {
  return attributes.map(attributeKey).sort().join("+");
}

/**
 * Strings of every type compare as prepared text, so that a CA that changed from PrintableString to UTF8String still
 * chains; whatever is no string compares as DER.
 */
function attributeKey({ oid, tag, text, der }: NameAttribute): string {
  const caseMatters = tag === Tag.ia5String && oid !== EMAIL_ADDRESS && oid !== DOMAIN_COMPONENT;
  const value = text === undefined ? `#${toHex(der)}` : caseMatters ? `i${text}` : `"${prepareString(text)}`;
  // Lengths keep a value that holds the separators from passing for two attributes.
  return `${oid}=${value.length}:${value}`;
}

const EMAIL_ADDRESS = "1.2.840.113549.1.9.1";
const DOMAIN_COMPONENT = "0.9.2342.19200300.100.1.25";

/**
 * String preparation as far as RFC 5280 §7.1 asks (RFC 4518 §2): characters mapped to nothing or to a space, compatibility
 * normalisation, case folded, white space at the ends dropped and runs inside folded to one.
 */
export function prepareString(text: string): string {
  if (isPlain(text)) return foldSpaces(text.toLowerCase());
  const normal = mapCharacters(text).toLowerCase().normalize("NFKC");
  // Case folding before and after normalisation: some compatibility characters only then become letters (RFC 4518 §2.2).
  const folded = normal.toLowerCase();
  return foldSpaces(folded === normal ? normal : folded.normalize("NFKC"));
}

function isPlain(text: string): boolean {
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code < 0x20 || code > 0x7e) return false;
  }
  return true;
}

/** RFC 4518 §2.2: soft hyphen, joiners, variation selectors, controls and tags vanish; every kind of space is a space. */
function mapCharacters(text: string): string {
  let mapped = "";
  let from = 0;
  for (let index = 0, next = 0; index < text.length; index = next) {
    const code = text.codePointAt(index) ?? 0;
    next = index + (code > 0xffff ? 2 : 1);
    const space = isSpace(code);
    if (!space && !isMappedToNothing(code)) continue;
    mapped += text.slice(from, index) + (space ? " " : "");
    from = next;
  }
  return mapped + text.slice(from);
}

function isSpace(code: number): boolean {
  return (code >= 0x0009 && code <= 0x000d) || (code >= 0x2000 && code <= 0x200a) || SPACES.has(code);
}

const SPACES: ReadonlySet<number> = new Set([0x0085, 0x00a0, 0x1680, 0x2028, 0x2029, 0x202f, 0x205f, 0x3000]);

/** Ranges of RFC 4518 §2.2 that vanish, in ascending order. U+0000 is kept: a name with a NUL is no name without it. */
const NOTHING: readonly (readonly [number, number])[] = [
  [0x0001, 0x0008],
  [0x000e, 0x001f],
  [0x007f, 0x0084],
  [0x0086, 0x009f],
  [0x00ad, 0x00ad],
  [0x034f, 0x034f],
  [0x06dd, 0x06dd],
  [0x070f, 0x070f],
  [0x1806, 0x1806],
  [0x180b, 0x180e],
  [0x200b, 0x200f],
  [0x202a, 0x202e],
  [0x2060, 0x2063],
  [0x206a, 0x206f],
  [0xfe00, 0xfe0f],
  [0xfeff, 0xfeff],
  [0xfff9, 0xfffc],
  [0x1d173, 0x1d17a],
  [0xe0001, 0xe0001],
  [0xe0020, 0xe007f],
];

function isMappedToNothing(code: number): boolean {
  for (const [first, last] of NOTHING) if (code <= last) return code >= first;
  return false;
}

function foldSpaces(text: string): string {
  let folded = "";
  let from = 0;
  for (let run = text.indexOf("  "); run >= 0; run = text.indexOf("  ", from)) {
    folded += text.slice(from, run + 1);
    from = run + 2;
    while (text.startsWith(" ", from)) from++;
  }
  folded += text.slice(from);
  return folded.slice(
    folded.startsWith(" ") ? 1 : 0,
    folded.length - (folded.length > 1 && folded.endsWith(" ") ? 1 : 0),
  );
}
