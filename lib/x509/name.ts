import { toHex } from "../bytes/index.js";
import { checkText, DerReader, isString, readOid, reading, stringText, Tag } from "../der/index.js";

/** One AttributeTypeAndValue (RFC 5280 §4.1.2.4). */
export interface NameAttribute {
  readonly oid: string;
  /** Identifier octet of the value. */
  readonly tag: number;
  /** Text of a string type; absent for a value of another type. */
  readonly text: string | undefined;
  /** DER of the value. */
  readonly der: Uint8Array;
}
/** A RelativeDistinguishedName: usually one attribute, sometimes a set. */
export type RelativeName = readonly NameAttribute[];

/**
 * The longest Name of a certificate, in bytes; real ones have some hundred. To prepare text for comparison costs up to a
 * microsecond for each (compatibility normalisation makes eighteen characters of one): of a name as long as a signature may
 * be it would be a minute.
 */
export const LONGEST_NAME_BYTES: number = 16 * 1024;

/** Reads a Name, most significant RDN first. */
export function readName(reader: DerReader): readonly RelativeName[] {
  const list = reader.enter(Tag.sequence, "Name");
  const names: RelativeName[] = [];
  while (!list.atEnd) names.push(readRelativeName(list));
  return names;
}

/** Reads one RDN. Its attributes are kept in the order received. */
export function readRelativeName(reader: DerReader, tag: number = Tag.set): RelativeName {
  const set = reader.enter(tag, "RelativeDistinguishedName");
  const attributes: NameAttribute[] = [];
  while (!set.atEnd) attributes.push(readAttribute(set));
  if (attributes.length === 0) throw set.fault(set.position, "holds no attribute");
  return attributes;
}

function readAttribute(set: DerReader): NameAttribute {
  const fields = set.enter(Tag.sequence, "AttributeTypeAndValue");
  const oid = readOid(fields, "type");
  const value = fields.next();
  fields.finish();
  return { oid, tag: value.tag, text: stringText(fields, value), der: fields.whole(value) };
}

/**
 * Whether {@link readName} could read a Name, without making texts of it: this is asked of each certificate.
 *
 * @throws {DerFault} it could not.
 */
export function checkName(reader: DerReader): void {
  const list = reader.enter(Tag.sequence, "Name");
  while (!list.atEnd) {
    const set = list.enter(Tag.set, "RelativeDistinguishedName");
    do checkAttribute(set);
    while (!set.atEnd);
  }
}

/** Of the types that are known here all are strings (RFC 5280 appendix A.1). */
function checkAttribute(set: DerReader): void {
  const fields = set.enter(Tag.sequence, "AttributeTypeAndValue");
  const oid = readOid(fields, "type");
  const value = fields.next();
  fields.finish();
  if (!isString(value.tag) && SHORT_NAMES.has(oid))
    throw fields.fault(value.start, `has a value of ${oid} that is no string`);
  checkText(fields, value);
}

/** Short names of RFC 4514 §3 and those that code-signing certificates carry. */
const SHORT_NAMES: ReadonlyMap<string, string> = new Map([
  ["2.5.4.3", "CN"],
  ["2.5.4.4", "SN"],
  ["2.5.4.5", "serialNumber"],
  ["2.5.4.6", "C"],
  ["2.5.4.7", "L"],
  ["2.5.4.8", "ST"],
  ["2.5.4.9", "STREET"],
  ["2.5.4.10", "O"],
  ["2.5.4.11", "OU"],
  ["2.5.4.12", "title"],
  ["2.5.4.15", "businessCategory"],
  ["2.5.4.17", "postalCode"],
  ["2.5.4.42", "GN"],
  ["2.5.4.97", "organizationIdentifier"],
  ["0.9.2342.19200300.100.1.1", "UID"],
  ["0.9.2342.19200300.100.1.25", "DC"],
  ["1.2.840.113549.1.9.1", "emailAddress"],
  ["1.3.6.1.4.1.311.60.2.1.1", "jurisdictionL"],
  ["1.3.6.1.4.1.311.60.2.1.2", "jurisdictionST"],
  ["1.3.6.1.4.1.311.60.2.1.3", "jurisdictionC"],
]);

const TYPES: ReadonlyMap<string, string> = new Map(Array.from(SHORT_NAMES, ([oid, name]) => [name.toLowerCase(), oid]));

/** The attribute type that a short name of RFC 4514 means, of any letter case; `undefined` for an unknown one. */
export function attributeTypeNamed(shortName: string): string | undefined {
  return TYPES.get(shortName.toLowerCase());
}

/**
 * RFC 4514 text of a Name's DER: last RDN first, special characters escaped. For people; two names are never compared
 * by it. A name that cannot be read is shown as `#` and hex.
 */
export function nameText(der: Uint8Array): string {
  const names = reading(() => readName(new DerReader(der, "Name")));
  if (!names.ok) return `#${toHex(der)}`;
  return [...names.value].reverse().map(relativeText).join(",");
}

function relativeText(attributes: RelativeName): string {
  return attributes
    .map((attribute) => `${SHORT_NAMES.get(attribute.oid) ?? attribute.oid}=${valueText(attribute)}`)
    .join("+");
}

/** RFC 4514 §2.4: escapes, and `#` with hex for what is no string. */
function valueText({ text, der }: NameAttribute): string {
  if (text === undefined) return `#${toHex(der)}`;
  let escaped = "";
  for (let index = 0; index < text.length; index++) {
    const character = text.charAt(index);
    const atEdge =
      (index === 0 && (character === " " || character === "#")) || (index === text.length - 1 && character === " ");
    escaped += character === "\0" ? "\\00" : atEdge || '"+,;<>\\'.includes(character) ? `\\${character}` : character;
  }
  return escaped;
}

/** Values of one attribute type, the most significant first. */
export function nameValues(der: Uint8Array, oid: string): readonly string[] {
  const names = reading(() => readName(new DerReader(der, "Name")));
  if (!names.ok) return [];
  return names.value
    .flat()
    .flatMap((attribute) => (attribute.oid === oid && attribute.text !== undefined ? [attribute.text] : []));
}
