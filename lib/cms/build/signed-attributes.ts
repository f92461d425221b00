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
import { encode, inSetOrder } from "./encode.js";
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
  const attributes = [
    ...(input.countersignature ? [] : [contentType(input.contentType ?? ContentType.data)]),
    encodeByShape("message-digest", [input.messageDigest], ([digest = NONE]) =>
      attribute(AttributeType.messageDigest, octets(digest)),
    ),
    signingTime(input.signingTime),
    encodeByShape(`commitment ${input.kind}`, [], () =>
      attribute(AttributeType.commitmentType, commitment(input.kind)),
    ),
    signingCertificate(input),
    ...repositoryAttributes(input.repository),
  ];
  return encode(Tag.set, inSetOrder(attributes));
}

const NONE = new Uint8Array(0);

function attribute(type: string, value: AsnType): Uint8Array {
  return toDer(new Attribute({ type, values: [value] }).toSchema());
}

function contentType(type: string): Uint8Array {
  return encodeByShape(`content-type ${type}`, [], () => attribute(AttributeType.contentType, oid(type)));
}

function repositoryAttributes(claims: SignedAttributesInput["repository"]): readonly Uint8Array[] {
  if (claims === undefined) return [];
  const serviceIndex = attribute(AttributeType.nugetServiceIndex, new IA5String({ value: claims.serviceIndex }));
  if (claims.owners.length === 0) return [serviceIndex]; // SEQUENCE (1..): no owners, no attribute
  const owners = new Sequence({ value: claims.owners.map((owner) => new Utf8String({ value: owner })) });
  return [serviceIndex, attribute(AttributeType.nugetOwners, owners)];
}

/** UTCTime to 2049, GeneralizedTime beyond (RFC 5652 §11.3). */
function signingTime(at: Date): Uint8Array {
  const year = at.getUTCFullYear();
  const isShort = year >= 1950 && year < 2050;
  return encodeByShape(isShort ? "UTCTime" : "GeneralizedTime", [timeDigits(at, isShort)], ([text = NONE]) => {
    const time = isShort ? new UTCTime() : new GeneralizedTime();
    time.valueBlock.valueHexView = text;
    return attribute(AttributeType.signingTime, time);
  });
}

/** `20261126211500Z`, or without the century: asn1js takes as long to write it as all the other attributes together. */
function timeDigits(at: Date, isShort: boolean): Uint8Array {
  const year = at.getUTCFullYear();
  const day = [year % 100, at.getUTCMonth() + 1, at.getUTCDate()];
  const time = [at.getUTCHours(), at.getUTCMinutes(), at.getUTCSeconds()];
  const pairs = [...(isShort ? [] : [Math.floor(year / 100)]), ...day, ...time];
  const digits = new Uint8Array(2 * pairs.length + 1).fill(LETTER_Z);
  for (const [index, pair] of pairs.entries())
    digits.set([ZERO + Math.floor(pair / 10), ZERO + (pair % 10)], 2 * index);
  return digits;
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
function signingCertificate({ signerCertificate, hash, certificateDigest }: SignedAttributesInput): Uint8Array {
  const { issuer, serialNumber } = certificateFields(signerCertificate);
  const values = [certificateDigest, issuer, serialNumber];
  return encodeByShape(`signing-certificate ${hash}`, values, ([digest = NONE, name = NONE, serial = NONE]) => {
    const directoryName = new Constructed({ idBlock: { tagClass: 3, tagNumber: 4 }, value: [new WholeDer(name)] });
    const issuerSerial = new Sequence({ value: [new Sequence({ value: [directoryName] }), new WholeDer(serial)] });
    const certificateId = new Sequence({ value: [digestIdentifier(hash).toSchema(), octets(digest), issuerSerial] });
    const value = new Sequence({ value: [new Sequence({ value: [certificateId] })] });
    return attribute(AttributeType.signingCertificateV2, value);
  });
}

function oid(value: string): AsnType {
  return new ObjectIdentifier({ value });
}

function octets(bytes: Uint8Array): AsnType {
  return new OctetString({ valueHex: new Uint8Array(bytes) });
}
