import { isAscii, latin1Text, toHex } from "../bytes/index.js";
import { DerReader, oidText, reading, readOid, stringText, Tag, type Tlv } from "../der/index.js";
import { nameText } from "./name.js";

/** A GeneralName (RFC 5280 §4.2.1.6) as received. */
export type GeneralName =
  | { readonly kind: "email" | "dns" | "uri"; readonly text: string }
  | { readonly kind: "ip"; readonly address: Uint8Array }
  | { readonly kind: "directory"; readonly name: Uint8Array }
  | { readonly kind: "registered-id"; readonly oid: string }
  | { readonly kind: "other" | "x400" | "edi-party"; readonly der: Uint8Array };

/** Reads GeneralNames under any identifier (a SEQUENCE, or IMPLICIT in a distribution point). */
export function readGeneralNames(reader: DerReader, tag: number = Tag.sequence): readonly GeneralName[] {
  const list = reader.enter(tag, "GeneralNames");
  const names: GeneralName[] = [];
  while (!list.atEnd) names.push(readGeneralName(list));
  if (names.length === 0) throw list.fault(list.position, "holds no name");
  return names;
}

/** Reads one GeneralName. */
export function readGeneralName(reader: DerReader): GeneralName {
  const element = reader.next();
  switch (element.tag) {
    case 0x81:
      return { kind: "email", text: ia5Text(reader, element) };
    case 0x82:
      return { kind: "dns", text: ia5Text(reader, element) };
    case 0x86:
      return { kind: "uri", text: ia5Text(reader, element) };
    case 0x87:
      return { kind: "ip", address: reader.content(element) };
    case 0xa4:
      return { kind: "directory", name: directoryName(reader, element) };
    case 0x88:
      return { kind: "registered-id", oid: oidText(reader, element) };
    case 0xa0:
      return { kind: "other", der: reader.whole(element) };
    case 0xa3:
      return { kind: "x400", der: reader.whole(element) };
    case 0xa5:
      return { kind: "edi-party", der: reader.whole(element) };
    default:
      throw reader.fault(element.start, "is no GeneralName");
  }
}

/** `[4] EXPLICIT`: Name is a CHOICE. */
function directoryName(reader: DerReader, element: Tlv): Uint8Array {
  const inside = reader.inside(element, "directoryName");
  const name = inside.whole(inside.read(Tag.sequence, "Name"));
  inside.finish();
  return name;
}

function ia5Text(reader: DerReader, element: Tlv): string {
  const text = latin1Text(reader.bytes, element.contentStart, element.end);
  if (isAscii(text)) return text;
  throw reader.fault(element.contentStart, "has a character beyond ASCII in an IA5String");
}

/**
 * The parts of an otherName (RFC 5280 §4.2.1.6): its type and the one value under it, as DER.
 *
 * @param der the name as received, identifier `[0]` and all.
 * @returns `undefined` if it is none.
 */
export function readOtherName(der: Uint8Array): { readonly typeId: string; readonly value: Uint8Array } | undefined {
  const parts = reading(() => {
    const reader = new DerReader(der, "OtherName");
    const fields = reader.enter(0xa0, "OtherName");
    const typeId = readOid(fields, "type-id");
    const inside = fields.enter(0xa0, "value");
    const value = inside.whole(inside.next());
    inside.finish();
    fields.finish();
    reader.finish();
    return { typeId, value };
  });
  return parts.ok ? parts.value : undefined;
}

/**
 * For people and for exact comparison: the text, the address in its usual form, a directory name by RFC 4514. Names of other
 * kinds begin with what they are; their value follows a colon as text where it is a UTF8String or an IA5String (a user
 * principal name, RFC 4985, RFC 9598), else in hex.
 */
export function generalNameText(name: GeneralName): string {
  switch (name.kind) {
    case "email":
    case "dns":
    case "uri":
      return name.text;
    case "ip":
      return addressText(name.address);
    case "directory":
      return nameText(name.name);
    case "registered-id":
      return name.oid;
    case "other":
      return otherNameText(name.der);
    case "x400":
      return `x400Address:#${toHex(name.der)}`;
    case "edi-party":
      return `ediPartyName:#${toHex(name.der)}`;
  }
}

function otherNameText(der: Uint8Array): string {
  const name = readOtherName(der);
  if (name === undefined) return `otherName:#${toHex(der)}`;
  const text = reading(() => {
    const reader = new DerReader(name.value, "OtherName");
    const element = reader.next();
    return element.tag === Tag.utf8String || element.tag === Tag.ia5String ? stringText(reader, element) : undefined;
  });
  return `${name.typeId}:${(text.ok ? text.value : undefined) ?? `#${toHex(name.value)}`}`;
}

function addressText(address: Uint8Array): string {
  if (address.length === 4) return address.join(".");
  if (address.length !== 16) return `#${toHex(address)}`;
  const groups = Array.from({ length: 8 }, (_, index) =>
    ((address[2 * index] ?? 0) * 256 + (address[2 * index + 1] ?? 0)).toString(16),
  );
  return groups.join(":");
}
