import {
  type AsnType,
  Constructed,
  GeneralizedTime,
  IA5String,
  ObjectIdentifier,
  OctetString,
  Sequence,
  Set as Asn1Set,
  UTCTime,
  Utf8String,
} from "asn1js";
import { Attribute } from "pkijs";
import { AttributeType, ContentType } from "../index.js";
import { Tag } from "../../der/index.js";
import type { HashName, SignatureKind } from "../../report/index.js";
import { equalBytes } from "../../bytes/index.js";
import { digestNodes } from "./algorithms.js";
import { certificateFields } from "./certificate-fields.js";
import { encode, inSetOrder } from "./encode.js";
import { oidNode, toDer, WholeDer } from "./whole-der.js";

/** RFC 5126 §5.11.1: how NuGet tells author from repository. */
const COMMITMENTS: Readonly<Record<SignatureKind, Uint8Array>> = {
  author: attribute(AttributeType.commitmentType, new Sequence({ value: [oid("1.2.840.113549.1.9.16.6.1")] })),
  repository: attribute(AttributeType.commitmentType, new Sequence({ value: [oid("1.2.840.113549.1.9.16.6.2")] })),
};
const OF_DATA = attribute(AttributeType.contentType, oid(ContentType.data));

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
    ...(input.countersignature ? [] : [contentType(input.contentType)]),
    oneValue(MESSAGE_DIGEST, octets(input.messageDigest)),
    oneValue(SIGNING_TIME, time(input.signingTime)),
    COMMITMENTS[input.kind],
    signingCertificate(input),
    ...repositoryAttributes(input.repository),
  ];
  return encode(Tag.set, inSetOrder(attributes));
}

function attribute(type: string, value: AsnType): Uint8Array {
  return toDer(new Attribute({ type, values: [value] }).toSchema());
}

/** The two attributes that no signature shares with another. */
const MESSAGE_DIGEST = oidNode(AttributeType.messageDigest);
const SIGNING_TIME = oidNode(AttributeType.signingTime);

function oneValue(type: WholeDer, value: AsnType): Uint8Array {
  return toDer(new Sequence({ value: [type, new Asn1Set({ value: [value] })] }));
}

function contentType(type: string | undefined): Uint8Array {
  return type === undefined || type === ContentType.data ? OF_DATA : attribute(AttributeType.contentType, oid(type));
}

function repositoryAttributes(claims: SignedAttributesInput["repository"]): readonly Uint8Array[] {
  if (claims === undefined) return [];
  const serviceIndex = attribute(AttributeType.nugetServiceIndex, new IA5String({ value: claims.serviceIndex }));
  if (claims.owners.length === 0) return [serviceIndex]; // SEQUENCE (1..): no owners, no attribute
  const owners = new Sequence({ value: claims.owners.map((owner) => new Utf8String({ value: owner })) });
  return [serviceIndex, attribute(AttributeType.nugetOwners, owners)];
}

/** UTCTime to 2049, GeneralizedTime beyond (RFC 5652 §11.3). */
function time(at: Date): AsnType {
  const wholeSeconds = new Date(Math.floor(at.getTime() / 1000) * 1000);
  const year = at.getUTCFullYear();
  return year >= 1950 && year < 2050
    ? new UTCTime({ valueDate: wholeSeconds })
    : new GeneralizedTime({ valueDate: wholeSeconds });
}

/** The attribute that names a certificate, by its slice, which lasts as long as its signer does; and the digest in it. */
const named = new WeakMap<Uint8Array, { readonly digest: Uint8Array; readonly der: Uint8Array }>();

function signingCertificate(input: SignedAttributesInput): Uint8Array {
  const { signerCertificate, certificateDigest: digest } = input;
  const known = named.get(signerCertificate);
  // Digests by two hashes are never of one length.
  if (known !== undefined && equalBytes(known.digest, digest)) return known.der;
  const der = buildSigningCertificate(input);
  named.set(signerCertificate, { digest: new Uint8Array(digest), der });
  return der;
}

/**
 * SigningCertificateV2 (RFC 5035 §3) with one ESSCertIDv2, for the signer alone. The hash algorithm is written out for
 * SHA-256 too, where DER would leave the DEFAULT away: NuGet's own signers write it, and byte-comparing readers exist.
 */
function buildSigningCertificate(input: SignedAttributesInput): Uint8Array {
  const fields = certificateFields(input.signerCertificate);
  const directoryName = new Constructed({
    idBlock: { tagClass: 3, tagNumber: 4 },
    value: [new WholeDer(fields.issuer)],
  });
  const issuerSerial = new Sequence({
    value: [new Sequence({ value: [directoryName] }), new WholeDer(fields.serialNumber)],
  });
  const certificateId = new Sequence({
    value: [digestNodes[input.hash], octets(input.certificateDigest), issuerSerial],
  });
  const value = new Sequence({ value: [new Sequence({ value: [certificateId] })] });
  return attribute(AttributeType.signingCertificateV2, value);
}

function oid(value: string): AsnType {
  return new ObjectIdentifier({ value });
}

function octets(bytes: Uint8Array): AsnType {
  return new OctetString({ valueHex: new Uint8Array(bytes) });
}
