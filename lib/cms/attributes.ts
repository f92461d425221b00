import { compareBytes } from "../bytes/index.js";
import { type DerReader, readOid, Tag } from "../der/index.js";

/** One Attribute (RFC 5652 §5.3) as received. */
export interface Attribute {
  readonly oid: string;
  /** DER of each value. */
  readonly values: readonly Uint8Array[];
  /** DER of the whole Attribute. */
  readonly der: Uint8Array;
  /** Offset in the buffer that was read, for evidence. */
  readonly offset: number;
}

/** SignedAttributes or UnsignedAttributes: every attribute in the order received. */
export class AttributeTable {
  /** DER under the identifier received, `[0]` or `[1]`. */
  readonly der: Uint8Array;
  readonly attributes: readonly Attribute[];

  constructor(der: Uint8Array, attributes: readonly Attribute[]) {
    this.der = der;
    this.attributes = attributes;
  }

  /** Every attribute of this type: well-formed messages have one at most, hostile ones need not. */
  all(oid: string): readonly Attribute[] {
    const found: Attribute[] = [];
    for (const attribute of this.attributes) if (attribute.oid === oid) found.push(attribute);
    return found;
  }

  /** Whether the attributes stand in the order of a DER SET OF (X.690 §11.6), and so does each one's set of values. */
  get isInDerOrder(): boolean {
    let before: Attribute | undefined;
    for (const attribute of this.attributes) {
      if (before !== undefined && compareBytes(before.der, attribute.der) > 0) return false;
      if (!isAscending(attribute.values)) return false;
      before = attribute;
    }
    return true;
  }
}

function isAscending(encodings: readonly Uint8Array[]): boolean {
  for (let index = 1; index < encodings.length; index++) {
    const [before, after] = [encodings[index - 1], encodings[index]];
    if (before !== undefined && after !== undefined && compareBytes(before, after) > 0) return false;
  }
  return true;
}

/** How many attributes and values are read before a message is refused. */
export interface AttributeLimit {
  readonly attributes: number;
}

/** Reads a set of attributes under the given identifier. */
export function readAttributes(
  reader: DerReader,
  tag: number,
  structure: string,
  limit: AttributeLimit,
): AttributeTable {
  const element = reader.read(tag, structure);
  const list = reader.inside(element, structure);
  const attributes: Attribute[] = [];
  let left = limit.attributes;
  while (!list.atEnd) {
    const attribute = readAttribute(list);
    attributes.push(attribute);
    left -= 1 + attribute.values.length;
    if (left < 0) throw list.fault(attribute.offset, `holds more than ${limit.attributes} attributes and values`);
  }
  if (attributes.length === 0) throw list.fault(list.position, "holds no attribute (RFC 5652 §5.3: at least one)");
  return new AttributeTable(reader.whole(element), attributes);
}

function readAttribute(list: DerReader): Attribute {
  const element = list.read(Tag.sequence, "Attribute");
  const fields = list.inside(element, "Attribute");
  const oid = readOid(fields, "attrType");
  const set = fields.enter(Tag.set, "attrValues");
  fields.finish();
  const values: Uint8Array[] = [];
  while (!set.atEnd) values.push(set.whole(set.next()));
  return { oid, values, der: list.whole(element), offset: element.start };
}
