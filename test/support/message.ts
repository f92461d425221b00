import { createHash } from "node:crypto";
import { compareBytes } from "../../lib/bytes/index.js";
import { digestIdentifier, signerIdentifier } from "../../lib/testing/algorithm-identifiers.js";
import { readCertificate } from "../../lib/testing/certificate-authority.js";
import {
  type Der,
  element,
  explicit,
  ia5String,
  integer,
  octetString,
  oid,
  retag,
  sequence,
  setOf,
  time,
  utf8String,
} from "../../lib/testing/encode.js";
import type { IssuedCertificate, TestHash, TestSignatureAlgorithm } from "../../lib/testing/index.js";

/**
 * CMS messages written piece by piece, right unless the plan says otherwise: what no signing library would write, tests
 * write here. It shares no line with the sign room.
 */

export const ATTRIBUTE = {
  contentType: "1.2.840.113549.1.9.3",
  messageDigest: "1.2.840.113549.1.9.4",
  signingTime: "1.2.840.113549.1.9.5",
  countersignature: "1.2.840.113549.1.9.6",
  signingCertificate: "1.2.840.113549.1.9.16.2.12",
  signingCertificateV2: "1.2.840.113549.1.9.16.2.47",
  commitmentType: "1.2.840.113549.1.9.16.2.16",
  timestampToken: "1.2.840.113549.1.9.16.2.14",
  serviceIndex: "1.3.6.1.4.1.311.84.2.1.1.1",
  owners: "1.3.6.1.4.1.311.84.2.1.1.2",
} as const;
export const CONTENT = {
  data: "1.2.840.113549.1.7.1",
  signedData: "1.2.840.113549.1.7.2",
  digestedData: "1.2.840.113549.1.7.5",
} as const;
export const COMMITMENT = {
  author: "1.2.840.113549.1.9.16.6.1",
  repository: "1.2.840.113549.1.9.16.6.2",
  foreign: "1.2.840.113549.1.9.16.6.5",
} as const;

/** One attribute and the DER of its values. */
export interface AttributePlan {
  readonly type: string;
  readonly values: readonly Uint8Array[];
}
export type Attributes = readonly AttributePlan[];

/** One SignerInfo. */
export interface SignerPlan {
  readonly signer: IssuedCertificate;
  readonly kind?: "author" | "repository";
  readonly hash?: TestHash;
  readonly algorithm?: TestSignatureAlgorithm;
  readonly signingTime?: Date;
  /** Changes the list of signed attributes. */
  readonly attributes?: (usual: Attributes) => Attributes;
  /** `none`: the value is over the content itself. `as-listed`: not in DER order, and signed so. `shuffled`: signed in order. */
  readonly attributeForm?: "none" | "as-listed" | "shuffled";
  readonly version?: number;
  readonly sid?: Uint8Array;
  readonly digestAlgorithm?: Uint8Array;
  readonly signatureAlgorithm?: Uint8Array;
  /** Makes the signature value. Default: the signer's key. */
  readonly sign?: (message: Uint8Array) => Uint8Array;
  /** Unsigned attributes, from the signature value. */
  readonly unsigned?: (signature: Uint8Array) => Promise<Attributes>;
}

/** A whole message. */
export interface MessagePlan {
  readonly content: Uint8Array;
  readonly primary: SignerPlan;
  /** Default: the primary's chain without its root. */
  readonly certificates?: readonly Uint8Array[];
  readonly version?: number;
  readonly digestAlgorithms?: readonly Uint8Array[];
  readonly contentType?: string;
  /** Absent eContent. */
  readonly detached?: boolean;
}

/** DER of the ContentInfo. */
export async function signedMessage(plan: MessagePlan): Promise<Der> {
  const { primary } = plan;
  const info = await signerInfo(primary, plan.content, false);
  const encapsulated = plan.detached === true ? [] : [explicit(0, octetString(plan.content))];
  const certificates = plan.certificates ?? chainOf(primary.signer);
  const signedData = sequence(
    integer(plan.version ?? 3),
    setOf(...(plan.digestAlgorithms ?? [primary.digestAlgorithm ?? digestIdentifier(primary.hash ?? "sha256")])),
    sequence(oid(plan.contentType ?? CONTENT.data), ...encapsulated),
    retag(0xa0, setOf(...distinct(certificates))),
    setOf(info),
  );
  return sequence(oid(CONTENT.signedData), explicit(0, signedData));
}

/** A signer's certificate and those above it, without the root. */
export function chainOf({ certificate, issuers }: IssuedCertificate): readonly Uint8Array[] {
  return [certificate, ...issuers.slice(0, -1)];
}

function distinct(certificates: readonly Uint8Array[]): readonly Uint8Array[] {
  return [...new Map(certificates.map((der) => [Buffer.from(der).toString("hex"), der])).values()];
}

/** DER of a SignerInfo over `content`; for a countersignature that is the primary's signature value. */
export async function signerInfo(plan: SignerPlan, content: Uint8Array, countersignature: boolean): Promise<Der> {
  const hash = plan.hash ?? "sha256";
  const algorithm = plan.algorithm ?? { name: "rsa-pkcs1", hash };
  const usual = usualAttributes(plan, content, countersignature);
  const [travelling, signed] = formOf(plan, (plan.attributes?.(usual) ?? usual).map(attributeDer), content);
  const signature = plan.sign?.(signed) ?? plan.signer.key.sign(signed, algorithm);
  const unsigned = (await plan.unsigned?.(signature)) ?? [];
  return sequence(
    integer(plan.version ?? 3),
    plan.sid ?? keyIdentifierOf(plan.signer.certificate),
    plan.digestAlgorithm ?? digestIdentifier(hash),
    ...travelling,
    plan.signatureAlgorithm ?? signerIdentifier(algorithm),
    octetString(signature),
    ...(unsigned.length === 0 ? [] : [retag(0xa1, setOf(...unsigned.map(attributeDer)))]),
  );
}

/** The attributes as they travel, and what is signed. */
function formOf(plan: SignerPlan, attributes: readonly Der[], content: Uint8Array): [readonly Der[], Uint8Array] {
  if (plan.attributeForm === "none") return [[], content];
  const ordered = setOf(...attributes);
  if (plan.attributeForm === undefined) return [[retag(0xa0, ordered)], ordered];
  const reversed = element(0x31, ...[...attributes].sort(compareBytes).reverse());
  return [[retag(0xa0, reversed)], plan.attributeForm === "shuffled" ? ordered : reversed];
}

function attributeDer({ type, values }: AttributePlan): Der {
  return sequence(oid(type), setOf(...values));
}

function usualAttributes(plan: SignerPlan, content: Uint8Array, countersignature: boolean): Attributes {
  const hash = plan.hash ?? "sha256";
  const kind = plan.kind ?? (countersignature ? "repository" : "author");
  return [
    ...(countersignature ? [] : [{ type: ATTRIBUTE.contentType, values: [oid(CONTENT.data)] }]),
    { type: ATTRIBUTE.messageDigest, values: [octetString(digest(hash, content))] },
    { type: ATTRIBUTE.signingTime, values: [time(plan.signingTime ?? new Date("2026-11-01T00:00:00Z"))] },
    commitment(COMMITMENT[kind]),
    signingCertificate(plan.signer.certificate, { hash: hash === "sha1" ? "sha256" : hash }),
    ...(kind === "repository" ? repositoryAttributes() : []),
  ];
}

export function commitment(...types: readonly string[]): AttributePlan {
  return { type: ATTRIBUTE.commitmentType, values: types.map((type) => sequence(oid(type))) };
}

export function repositoryAttributes(owners: readonly string[] = ["ann"]): Attributes {
  return [
    { type: ATTRIBUTE.serviceIndex, values: [ia5String("https://packages.test/v3/index.json")] },
    { type: ATTRIBUTE.owners, values: [sequence(...owners.map(utf8String))] },
  ];
}

/** signing-certificate-v2 that names one certificate, or more. */
export function signingCertificate(
  certificate: Uint8Array,
  form: {
    readonly hash?: TestHash;
    readonly withoutAlgorithm?: boolean;
    readonly digest?: Uint8Array;
    readonly more?: readonly Uint8Array[];
  } = {},
): AttributePlan {
  const hash = form.hash ?? "sha256";
  const ids = [certificate, ...(form.more ?? [])].map((der, index) => {
    const value = index === 0 ? (form.digest ?? digest(hash, der)) : digest(hash, der);
    const algorithm = form.withoutAlgorithm === true ? [] : [digestIdentifier(hash)];
    return sequence(...algorithm, octetString(value), issuerSerial(der));
  });
  return { type: ATTRIBUTE.signingCertificateV2, values: [sequence(sequence(...ids))] };
}

function issuerSerial(certificate: Uint8Array): Der {
  const { issuer, serialNumber } = readCertificate(certificate);
  const name = new Uint8Array(issuer.toSchema().toBER());
  return sequence(sequence(explicit(4, name)), new Uint8Array(serialNumber.toBER()));
}

/** `[0]` subjectKeyIdentifier of a SignerIdentifier. */
export function keyIdentifierOf(certificate: Uint8Array): Der {
  const extension = readCertificate(certificate).extensions?.find(({ extnID }) => extnID === "2.5.29.14");
  if (extension === undefined) return issuerAndSerialOf(certificate);
  return retag(0x80, Uint8Array.from(extension.extnValue.valueBlock.valueHexView));
}

/** IssuerAndSerialNumber of a SignerIdentifier. */
export function issuerAndSerialOf(certificate: Uint8Array): Der {
  const { issuer, serialNumber } = readCertificate(certificate);
  return sequence(new Uint8Array(issuer.toSchema().toBER()), new Uint8Array(serialNumber.toBER()));
}

export function digest(hash: TestHash, bytes: Uint8Array): Uint8Array {
  return Uint8Array.from(createHash(hash).update(bytes).digest());
}

/** An edit that leaves attributes of a type out. */
export const without =
  (...types: readonly string[]) =>
  (usual: Attributes): Attributes =>
    usual.filter(({ type }) => !types.includes(type));

/** An edit that puts an attribute where one of its type stood, or at the end. */
export const replacing =
  (...plans: readonly AttributePlan[]) =>
  (usual: Attributes): Attributes => [...without(...plans.map(({ type }) => type))(usual), ...plans];
