import {
  type AsnType,
  Constructed,
  GeneralizedTime,
  IA5String,
  ObjectIdentifier,
  OctetString,
  Sequence,
  UTCTime,
  Utf8String,
} from "asn1js";
import { Attribute } from "pkijs";
import { AttributeType, ContentType } from "../index.js";
import { Tag } from "../../der/index.js";
import type { HashName, SignatureKind } from "../../report/index.js";
import { digestIdentifier } from "./algorithms.js";
import { certificateFields } from "./certificate-fields.js";
import { encode, enterWhole, inSetOrder, rest } from "./encode.js";
import { encodeByShape } from "./shapes.js";
import { toDer, WholeDer } from "./whole-der.js";

/** RFC 5126 §5.11.1: how NuGet tells author from repository. */
const PROOF_OF_ORIGIN = "1.2.840.113549.1.9.16.6.1";
const PROOF_OF_RECEIPT = "1.2.840.113549.1.9.16.6.2";

export interface SignedAttributesInput {
  /** Left out of a countersignature (RFC 5652 §11.4). Default: id-data. */
  readonly contentType?: string;
  /** Of the content's octets; of the primary's signature value for a countersignature. */
  readonly messageDigest: Uint8Array;
  /** Whole seconds are written. */
  readonly signingTime: Date;
  readonly kind: SignatureKind;
  /** The signature's digest algorithm; the signer's certificate is named by it too. */
  readonly hash: HashName;
  /** DER. */
  readonly signerCertificate: Uint8Array;
  /** Digest of `signerCertificate` by `hash`. */
  readonly certificateDigest: Uint8Array;
  readonly repository?: { readonly serviceIndex: string; readonly owners: readonly string[] };
  readonly countersignature: boolean;
}

/**
 * The signed attributes of a NuGet signature as the SET OF that is hashed and signed (tag `31`, RFC 5652 §5.4).
 *
 * @throws {DecodeError} the signer's certificate can't be read.
 */
export function buildSignedAttributes(input: SignedAttributesInput): Uint8Array<ArrayBuffer> {
  const { kind, hash, repository } = input;
  const type = input.countersignature ? undefined : (input.contentType ?? ContentType.data);
  const common = commonAttributes(input, type, kind, hash);
  if (repository === undefined) return common;
  const attributes = rest(enterWhole(common, Tag.set, "SignedAttributes"));
  return encode(Tag.set, inSetOrder([...attributes, ...repositoryAttributes(repository)]));
}

/** Those that every signature has, as a SET OF. */
function commonAttributes(
  { messageDigest, signingTime, signerCertificate, certificateDigest }: SignedAttributesInput,
  type: string | undefined,
  kind: SignatureKind,
  hash: HashName,
): Uint8Array<ArrayBuffer> {
  const { issuer, serialNumber } = certificateFields(signerCertificate);
  const [timeType, time] = timeDigits(signingTime);
  // In the order of the SET OF: its members are told apart by their lengths, whatever the values.
  const values = [time, messageDigest, certificateDigest, issuer, serialNumber];
  return encodeByShape(`attributes ${type} ${kind} ${hash} ${timeType}`, values, (given) => {
    const [text = NONE, digest = NONE, named = NONE, name = NONE, serial = NONE] = given;
    const attributes = [
      ...(type === undefined ? [] : [attribute(AttributeType.contentType, oid(type))]),
      attribute(AttributeType.messageDigest, octets(digest)),
      attribute(AttributeType.signingTime, timeOf(timeType, text)),
      attribute(AttributeType.commitmentType, commitment(kind)),
      attribute(AttributeType.signingCertificateV2, signingCertificate(hash, named, name, serial)),
    ];
    return encode(Tag.set, inSetOrder(attributes));
  });
}

const NONE = new Uint8Array(0);

function attribute(type: string, value: AsnType): Uint8Array {
  return toDer(new Attribute({ type, values: [value] }).toSchema());
}

function repositoryAttributes(claims: NonNullable<SignedAttributesInput["repository"]>): readonly Uint8Array[] {
  const serviceIndex = attribute(AttributeType.nugetServiceIndex, new IA5String({ value: claims.serviceIndex }));
  if (claims.owners.length === 0) return [serviceIndex]; // SEQUENCE (1..): no owners, no attribute
  const owners = new Sequence({ value: claims.owners.map((owner) => new Utf8String({ value: owner })) });
  return [serviceIndex, attribute(AttributeType.nugetOwners, owners)];
}

function timeOf(type: TimeType, text: Uint8Array): AsnType {
  const time = type === "UTCTime" ? new UTCTime() : new GeneralizedTime();
  time.valueBlock.valueHexView = text;
  return time;
}

type TimeType = "UTCTime" | "GeneralizedTime";

/**
 * UTCTime to 2049, GeneralizedTime beyond (RFC 5652 §11.3): `20261126211500Z`, or without the century. asn1js takes as long
 * to write it as all the other attributes together.
 */
function timeDigits(at: Date): readonly [type: TimeType, text: Uint8Array] {
  const year = at.getUTCFullYear();
  const isShort = year >= 1950 && year < 2050;
  const text = new Uint8Array(isShort ? 13 : 15);
  let end = writePair(text, isShort ? 0 : writePair(text, 0, Math.floor(year / 100)), year % 100);
  end = writePair(text, end, at.getUTCMonth() + 1);
  end = writePair(text, end, at.getUTCDate());
  end = writePair(text, end, at.getUTCHours());
  end = writePair(text, end, at.getUTCMinutes());
  end = writePair(text, end, at.getUTCSeconds());
  text[end] = LETTER_Z;
  return [isShort ? "UTCTime" : "GeneralizedTime", text];
}

/** Two digits. @returns where they end. */
function writePair(text: Uint8Array, start: number, pair: number): number {
  text[start] = ZERO + Math.floor(pair / 10);
  text[start + 1] = ZERO + (pair % 10);
  return start + 2;
}

const ZERO = 0x30;
const LETTER_Z = 0x5a;

function commitment(kind: SignatureKind): AsnType {
  return new Sequence({ value: [oid(kind === "author" ? PROOF_OF_ORIGIN : PROOF_OF_RECEIPT)] });
}

/**
 * SigningCertificateV2 (RFC 5035 §3) with one ESSCertIDv2, for the signer alone. The hash algorithm is written out for
 * SHA-256 too, where DER would leave the DEFAULT away: NuGet's own signers write it, and byte-comparing readers exist.
 */
function signingCertificate(hash: HashName, digest: Uint8Array, name: Uint8Array, serial: Uint8Array): AsnType {
  const directoryName = new Constructed({ idBlock: { tagClass: 3, tagNumber: 4 }, value: [new WholeDer(name)] });
  const issuerSerial = new Sequence({ value: [new Sequence({ value: [directoryName] }), new WholeDer(serial)] });
  const certificateId = new Sequence({ value: [digestIdentifier(hash).toSchema(), octets(digest), issuerSerial] });
  return new Sequence({ value: [new Sequence({ value: [certificateId] })] });
}

function oid(value: string): AsnType {
  return new ObjectIdentifier({ value });
}

function octets(bytes: Uint8Array): AsnType {
  return new OctetString({ valueHex: new Uint8Array(bytes) });
}
