const UTF8_MARK = [0xef, 0xbb, 0xbf] as const;
const UTF16LE_MARK = [0xff, 0xfe] as const;
const UTF16BE_MARK = [0xfe, 0xff] as const;

/** Text of an XML document, and whether the encoding that its declaration names would give the same. */
export interface XmlText {
  readonly text: string;
  /** @param declared the encoding of the XML declaration; `undefined` if it names none. */
  agreesWith(declared: string | undefined): boolean;
}

/**
 * Decodes by the byte order mark, without one as UTF-8 (XML 1.0 appendix F).
 *
 * @returns `undefined` if the bytes are not in that encoding.
 */
export function decodeXml(bytes: Uint8Array): XmlText | undefined {
  if (startsWithMark(bytes, UTF16LE_MARK)) return utf16(bytes, "utf-16le");
  if (startsWithMark(bytes, UTF16BE_MARK)) return utf16(bytes, "utf-16be");
  const text = decode(startsWithMark(bytes, UTF8_MARK) ? bytes.subarray(UTF8_MARK.length) : bytes, "utf-8");
  if (text === undefined) return undefined;
  const isAscii = bytes.every((octet) => octet < 0x80);
  return { text, agreesWith: (declared) => isUtf8(declared) || (isAscii && extendsAscii(declared)) };
}

function startsWithMark(bytes: Uint8Array, mark: readonly number[]): boolean {
  return mark.every((octet, index) => bytes[index] === octet);
}

function utf16(bytes: Uint8Array, label: "utf-16le" | "utf-16be"): XmlText | undefined {
  const text = decode(bytes.subarray(UTF16LE_MARK.length), label);
  const isUtf16 = (declared: string | undefined): boolean =>
    declared === undefined || /^utf-16(?:le|be)?$/i.test(declared);
  return text === undefined ? undefined : { text, agreesWith: isUtf16 };
}

function decode(bytes: Uint8Array, label: string): string | undefined {
  try {
    return new TextDecoder(label, { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

function isUtf8(declared: string | undefined): boolean {
  return declared === undefined || declared.toLowerCase() === "utf-8";
}

/** Where every byte is ASCII, these give the same text as UTF-8; others (UTF-7, EBCDIC) might not. */
function extendsAscii(declared: string | undefined): boolean {
  return declared !== undefined && /^(?:us-ascii|ascii|utf8|iso-8859-\d+|windows-125\d|latin1)$/i.test(declared);
}
