import { equalBytes, toHex } from "../../bytes/index.js";
import { contextConstructed, readOid, Tag } from "../../der/index.js";
import { ConfigError } from "../../report/index.js";
import { decoding, encode, enterElement, enterWhole, inSetOrder, isSetOrder, rest } from "./encode.js";
import { AttributeType } from "../index.js";

/** Which SignerInfo grows: the primary one, or the countersignature whose DER is given as it was read. */
export type SpliceTarget = "primary" | { readonly countersignature: Uint8Array };

/** Gives the new encoding of a value, or `undefined` to keep it as it is. */
type Edit = (encoding: Uint8Array) => Uint8Array | undefined;

/**
 * Adds one unsigned attribute, and encodes nothing anew: every value that is not an ancestor of the new one keeps its
 * bytes, and an ancestor changes in its length octets alone. A SET OF that stood in DER order does so afterwards.
 *
 * @param signature DER of the ContentInfo.
 * @param attribute DER, from `timestampAttribute` or `countersignatureAttribute`.
 * @throws {DecodeError} the signature is not in DER.
 * @throws {ConfigError} it holds no such countersignature.
 */
export function spliceUnsignedAttribute(
  signature: Uint8Array,
  target: SpliceTarget,
  attribute: Uint8Array,
): Uint8Array {
  const addTo: Edit = (signerInfo) => addAttribute(signerInfo, attribute);
  const edit: Edit =
    target === "primary" ? addTo : (signerInfo) => editCountersignature(signerInfo, target.countersignature, addTo);
  return decoding(() => editFields(signature, (fields) => fields.with(-1, editOnlyMember(fields.at(-1), edit))));
}

/** Adds certificates to the set in the same manner; one that is there already is not added again. */
export function spliceCertificates(signature: Uint8Array, certificates: readonly Uint8Array[]): Uint8Array {
  return decoding(() => editFields(signature, (fields) => growCertificates(fields, certificates)));
}

/** Rewrites the fields of the SignedData inside a ContentInfo (RFC 5652 §3, §5.1). */
function editFields(signature: Uint8Array, edit: (fields: readonly Uint8Array[]) => readonly Uint8Array[]): Uint8Array {
  const contentInfo = enterWhole(signature, Tag.sequence, "ContentInfo");
  const type = contentInfo.whole(contentInfo.read(Tag.objectIdentifier, "contentType"));
  const content = contentInfo.enter(contextConstructed(0), "content");
  contentInfo.finish();
  const signedData = content.enter(Tag.sequence, "SignedData");
  content.finish();
  const fields = edit(rest(signedData));
  return encode(Tag.sequence, [type, encode(contextConstructed(0), [encode(Tag.sequence, fields)])]);
}

/** version, digestAlgorithms and encapContentInfo come before the certificates, if there are any. */
const CERTIFICATES_AT = 3;

function growCertificates(fields: readonly Uint8Array[], certificates: readonly Uint8Array[]): readonly Uint8Array[] {
  const field = fields[CERTIFICATES_AT];
  const isThere = field?.[0] === contextConstructed(0);
  const present = isThere ? rest(enterElement(field, "certificates").inside) : [];
  const known = new Set(present.map(toHex));
  const absent = certificates.filter((certificate) => !known.has(toHex(certificate)) && known.add(toHex(certificate)));
  const set = encode(contextConstructed(0), grown(present, absent));
  return fields.toSpliced(CERTIFICATES_AT, isThere ? 1 : 0, set);
}

function editOnlyMember(signerInfos: Uint8Array | undefined, edit: Edit): Uint8Array {
  const inside = enterWhole(signerInfos ?? new Uint8Array(0), Tag.set, "signerInfos");
  const signerInfo = inside.whole(inside.read(Tag.sequence, "SignerInfo"));
  inside.finish();
  return encode(Tag.set, [edit(signerInfo) ?? signerInfo]);
}

/** unsignedAttrs is [1] IMPLICIT and comes last (RFC 5652 §5.3). */
function addAttribute(signerInfo: Uint8Array, attribute: Uint8Array): Uint8Array {
  const { fields, unsigned } = splitSignerInfo(signerInfo);
  return joinSignerInfo(fields, grown(unsigned, [attribute]));
}

function editCountersignature(primary: Uint8Array, wanted: Uint8Array, edit: Edit): Uint8Array {
  const { fields, unsigned } = splitSignerInfo(primary);
  const edited = editFirst(unsigned, (attribute) => editValue(attribute, wanted, edit));
  if (edited === undefined) throw absentCountersignature();
  return joinSignerInfo(fields, edited);
}

function splitSignerInfo(signerInfo: Uint8Array): {
  readonly fields: readonly Uint8Array[];
  readonly unsigned: readonly Uint8Array[];
} {
  const fields = rest(enterWhole(signerInfo, Tag.sequence, "SignerInfo"));
  const last = fields.at(-1);
  if (last?.[0] !== contextConstructed(1)) return { fields, unsigned: [] };
  return { fields: fields.slice(0, -1), unsigned: rest(enterElement(last, "unsignedAttrs").inside) };
}

function joinSignerInfo(fields: readonly Uint8Array[], unsigned: readonly Uint8Array[]): Uint8Array {
  return encode(Tag.sequence, [...fields, encode(contextConstructed(1), unsigned)]);
}

/** The countersignature attribute with the wanted value edited, or `undefined` if it is another or holds no such value. */
function editValue(attribute: Uint8Array, wanted: Uint8Array, edit: Edit): Uint8Array | undefined {
  const inside = enterWhole(attribute, Tag.sequence, "Attribute");
  if (readOid(inside, "attrType") !== AttributeType.countersignature) return undefined;
  const [type] = rest(enterWhole(attribute, Tag.sequence, "Attribute"));
  const values = rest(inside.enter(Tag.set, "attrValues"));
  const edited = editFirst(values, (value) => (equalBytes(value, wanted) ? edit(value) : undefined));
  return edited === undefined || type === undefined ? undefined : encode(Tag.sequence, [type, encode(Tag.set, edited)]);
}

/** Replaces the first member that `edit` changes; a set that stood in order is put in order again. */
function editFirst(members: readonly Uint8Array[], edit: Edit): readonly Uint8Array[] | undefined {
  for (const [index, member] of members.entries()) {
    const edited = edit(member);
    if (edited === undefined) continue;
    const all = members.with(index, edited);
    return isSetOrder(members) ? inSetOrder(all) : all;
  }
  return undefined;
}

/** A set that its maker did not sort keeps its maker's order, and grows at its end. */
function grown(present: readonly Uint8Array[], added: readonly Uint8Array[]): readonly Uint8Array[] {
  return isSetOrder(present) ? inSetOrder([...present, ...added]) : [...present, ...added];
}

function absentCountersignature(): ConfigError {
  return new ConfigError({
    at: "target",
    expected: "a countersignature that the signature holds",
    received: "another one",
    remedy: "Read the signature again and name one of its own countersignatures.",
  });
}
