/** Names as DER, for tests: `[[tag, oid, text], ...]` makes one RDN of each; an inner list makes one RDN of several. */
export type Attribute = readonly [tag: number, type: string, value: string | Uint8Array];

export type RelativeName = Attribute | readonly Attribute[];

export const PRINTABLE = 0x13;
export const UTF8 = 0x0c;
export const IA5 = 0x16;
export const TELETEX = 0x14;
export const BMP = 0x1e;

const TYPES: Readonly<Record<string, readonly number[]>> = {
  CN: [0x55, 4, 3],
  C: [0x55, 4, 6],
  O: [0x55, 4, 10],
  OU: [0x55, 4, 11],
  DC: [0x09, 0x92, 0x26, 0x89, 0x93, 0xf2, 0x2c, 0x64, 1, 0x19],
};

export function name(...names: readonly RelativeName[]): Uint8Array {
  return tlv(
    0x30,
    names.map((one) => tlv(0x31, (isAttribute(one) ? [one] : one).map(attribute))),
  );
}

function isAttribute(one: RelativeName): one is Attribute {
  return typeof one[0] === "number";
}

function attribute([tag, type, value]: Attribute): Uint8Array {
  return tlv(0x30, [
    tlv(6, [Uint8Array.from(TYPES[type] ?? [])]),
    tlv(tag, [typeof value === "string" ? encoded(tag, value) : value]),
  ]);
}

function encoded(tag: number, value: string): Uint8Array {
  if (tag === BMP) return Buffer.from(value, "utf16le").swap16();
  return Buffer.from(value, tag === UTF8 ? "utf8" : "latin1");
}

export function tlv(tag: number, parts: readonly Uint8Array[]): Uint8Array {
  const content = Buffer.concat(parts);
  const { length } = content;
  const head = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return new Uint8Array(Buffer.concat([Buffer.from([tag, ...head]), content]));
}
