import { isAscii, latin1Text } from "../bytes/index.js";
import type { DerReader, Tlv } from "./reader.js";
import { Tag } from "./tag.js";

const UTF8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/**
 * The text of a string type, for people and for comparison by RFC 5280 §7.1. TeletexString is read as Latin-1, as
 * everybody does; characters outside a type's repertoire are an error.
 *
 * @returns `undefined` if the identifier is none of a string type.
 */
export function stringText(reader: DerReader, element: Tlv): string | undefined {
  const { contentStart, end } = element;
  switch (element.tag) {
    case Tag.utf8String:
      return utf8Text(reader, element);
    case Tag.printableString:
    case Tag.numericString:
    case Tag.visibleString:
    case Tag.ia5String:
      return asciiText(reader, element);
    case Tag.teletexString:
      return latin1Text(reader.bytes, contentStart, end);
    case Tag.bmpString:
      return wideText(reader, element, 2);
    case Tag.universalString:
      return wideText(reader, element, 4);
    default:
      return undefined;
  }
}

/**
 * Whether a string type holds text, without making it: names are checked far more often than they are shown.
 *
 * @throws {DerFault} as {@link stringText} does.
 */
export function checkText(reader: DerReader, element: Tlv): void {
  if (!isPlain(reader, element)) stringText(reader, element);
}

const STRINGS: ReadonlySet<number> = new Set([
  Tag.utf8String,
  Tag.numericString,
  Tag.printableString,
  Tag.teletexString,
  Tag.ia5String,
  Tag.visibleString,
  Tag.universalString,
  Tag.bmpString,
]);

/** Whether an identifier is one that {@link stringText} makes text of. */
export function isString(tag: number): boolean {
  return STRINGS.has(tag);
}

/** ASCII alone, in a type whose characters are octets. */
function isPlain({ bytes }: DerReader, { tag, contentStart, end }: Tlv): boolean {
  if (tag === Tag.bmpString || tag === Tag.universalString) return false;
  for (let place = contentStart; place < end; place++) if ((bytes[place] ?? 0) >= 0x80) return false;
  return true;
}

function utf8Text(reader: DerReader, element: Tlv): string {
  const text = latin1Text(reader.bytes, element.contentStart, element.end);
  if (isAscii(text)) return text;
  try {
    return UTF8.decode(reader.content(element));
  } catch {
    throw reader.fault(element.contentStart, "has a UTF8String that is not UTF-8");
  }
}

function asciiText(reader: DerReader, element: Tlv): string {
  const text = latin1Text(reader.bytes, element.contentStart, element.end);
  if (isAscii(text)) return text;
  throw reader.fault(element.contentStart, "has a character beyond ASCII in a string type without them");
}

/** BMPString and UniversalString: big-endian code units of fixed width. */
function wideText(reader: DerReader, element: Tlv, width: 2 | 4): string {
  const content = reader.content(element);
  if (content.length % width !== 0)
    throw reader.fault(element.contentStart, "has a string that ends inside a character");
  let text = "";
  for (let index = 0; index < content.length; index += width) {
    let code = 0;
    for (let part = 0; part < width; part++) code = code * 256 + (content[index + part] ?? 0);
    if (code > 0x10ffff) throw reader.fault(element.contentStart + index, "has a character beyond Unicode");
    text += width === 2 ? String.fromCharCode(code) : String.fromCodePoint(code);
  }
  return text;
}
