import { createHash } from "node:crypto";
import * as asn1js from "asn1js";
import * as pkijs from "pkijs";
import { compareBytes } from "../bytes/index.js";
import { digestIdentifier, signerIdentifier } from "./algorithm-identifiers.js";
import { type IssuedCertificate, readCertificate } from "./certificate-authority.js";
import {
  attribute,
  boolean,
  type Der,
  explicit,
  generalizedTime,
  integer,
  octetString,
  oid,
  retag,
  sequence,
  serialInteger,
  setOf,
} from "./encode.js";
import { type ExtensionInput, extensionDer, generalName } from "./extensions.js";
import type { TestHash, TestSignatureAlgorithm } from "./keys.js";
import {
  requireAlgorithm,
  requireExtensions,
  requireHash,
  requireIssued,
  requireNumber,
  requireOid,
  requireWord,
} from "./given.js";
import { requireOnly } from "../report/index.js";

const TST_INFO = "1.2.840.113549.1.9.16.1.4";
const SIGNED_DATA = "1.2.840.113549.1.7.2";

/** Accuracy (RFC 3161 §2.4.2); millis and micros are 1 to 999 each. */
export interface TimestampAccuracy {
  readonly seconds?: number;
  readonly millis?: number;
  readonly micros?: number;
}

/** Everything that a token says and how it is signed. The faults of an authority are changes of this. */
export interface TimestampTokenPlan {
  readonly policy: string;
  /** DER MessageImprint. */
  readonly messageImprint: Uint8Array;
  /** Hex. */
  readonly serialNumber: string;
  readonly genTime: Date;
  readonly accuracy: TimestampAccuracy | undefined;
  readonly ordering: boolean;
  /** DER INTEGER. */
  readonly nonce: Uint8Array | undefined;
  /** Whether `tsa` names the signer. */
  readonly tsaName: boolean;
  readonly extensions: readonly ExtensionInput[];
  readonly signer: IssuedCertificate;
  /** What goes into the token's certificate set; `chain` is without the root. */
  readonly certificates: "chain" | "with-root" | "leaf" | "none";
  /** Digest of the SignerInfo. */
  readonly hash: TestHash;
  readonly algorithm: TestSignatureAlgorithm;
  readonly signingCertificate: "v1" | "v2" | "both" | "none";
  /** The certificate that the signing-certificate attributes name; the signer's own unless it lies. */
  readonly namedCertificate: Uint8Array;
  readonly eContentType: string;
  /** Changes the signature value last of all. */
  readonly spoil: ((signature: Uint8Array) => Uint8Array) | undefined;
}

type TokenWords = Pick<TimestampTokenPlan, "accuracy" | "hash" | "certificates" | "signingCertificate">;

/** id-ct-TSTInfo. */
export const tstInfoContentType: string = TST_INFO;

const PLAN = {
  policy: "text",
  messageImprint: "bytes",
  serialNumber: "text",
  genTime: "date",
  accuracy: "object?",
  ordering: "flag",
  nonce: "bytes?",
  tsaName: "flag",
  extensions: "list",
  algorithm: "object",
  signer: "object",
  namedCertificate: "bytes",
  eContentType: "text",
  spoil: "function?",
} as const;

/** DER TimeStampToken: a ContentInfo with the SignedData over a TSTInfo (RFC 3161 §2.4.2). */
export function buildTimestampToken(plan: TimestampTokenPlan): Uint8Array {
  requireOnly(plan, "plan", PLAN, ["certificates", "hash", "signingCertificate"]);
  requireOid(plan.policy, "plan.policy");
  requireOid(plan.eContentType, "plan.eContentType");
  requireWords(plan, "plan");
  requireIssued(plan.signer, "plan.signer");
  requireExtensions(plan.extensions, "plan.extensions");
  requireAlgorithm(plan.algorithm, "plan.algorithm");
  const content = tstInfo(plan);
  const encapContentInfo = new pkijs.EncapsulatedContentInfo({ eContentType: plan.eContentType });
  // Assigned afterwards: the constructor would split the octets into a constructed string, which is not DER.
  encapContentInfo.eContent = new asn1js.OctetString({ valueHex: content.buffer });
  const certificates = certificateSet(plan);
  const signedData = new pkijs.SignedData({
    version: 3,
    digestAlgorithms: [new pkijs.AlgorithmIdentifier({ schema: parsed(digestIdentifier(plan.hash)) })],
    encapContentInfo,
    signerInfos: [signerInfo(plan, content)],
    ...(certificates.length === 0 ? {} : { certificates: certificates.map(readCertificate) }),
  });
  const contentInfo = new pkijs.ContentInfo({ contentType: SIGNED_DATA, content: signedData.toSchema(true) });
  return new Uint8Array(contentInfo.toSchema().toBER());
}

/** What of a plan an authority is told for all its tokens. @throws {ConfigError} */
export function requireWords({ accuracy, hash, certificates, signingCertificate }: TokenWords, at: string): void {
  requireWord(certificates, `${at}.certificates`, ["chain", "with-root", "leaf", "none"]);
  requireWord(signingCertificate, `${at}.signingCertificate`, ["v1", "v2", "both", "none"]);
  requireHash(hash, `${at}.hash`);
  if (accuracy === undefined) return;
  requireOnly(accuracy, `${at}.accuracy`, {}, ["seconds", "millis", "micros"]);
  for (const [name, part] of Object.entries(accuracy))
    if (part !== undefined) requireNumber(part, `${at}.accuracy.${name}`);
}

function tstInfo(plan: TimestampTokenPlan): Der {
  return sequence(
    integer(1),
    oid(plan.policy),
    plan.messageImprint,
    serialInteger(plan.serialNumber),
    generalizedTime(plan.genTime),
    ...(plan.accuracy === undefined ? [] : [accuracyDer(plan.accuracy)]),
    ...(plan.ordering ? [boolean(true)] : []),
    ...(plan.nonce === undefined ? [] : [plan.nonce]),
    ...(plan.tsaName
      ? [explicit(0, generalName({ kind: "directory", value: subjectOf(plan.signer.certificate) }))]
      : []),
    ...(plan.extensions.length === 0 ? [] : [retag(0xa1, sequence(...plan.extensions.map(extensionDer)))]),
  );
}

function accuracyDer(accuracy: TimestampAccuracy): Der {
  return sequence(
    ...(accuracy.seconds === undefined ? [] : [integer(accuracy.seconds)]),
    ...(accuracy.millis === undefined ? [] : [retag(0x80, integer(accuracy.millis))]),
    ...(accuracy.micros === undefined ? [] : [retag(0x81, integer(accuracy.micros))]),
  );
}

function subjectOf(certificate: Uint8Array): Uint8Array {
  return new Uint8Array(readCertificate(certificate).subject.toSchema().toBER());
}

/** A SET OF, so in the order of its members' octets. */
function certificateSet({ signer, certificates }: TimestampTokenPlan): readonly Uint8Array[] {
  const above =
    certificates === "chain" ? signer.issuers.slice(0, -1) : certificates === "with-root" ? signer.issuers : [];
  return certificates === "none" ? [] : [signer.certificate, ...above].sort(compareBytes);
}

function signerInfo(plan: TimestampTokenPlan, content: Uint8Array): pkijs.SignerInfo {
  const certificate = readCertificate(plan.signer.certificate);
  const attributes = [...signedAttributes(plan, content)].sort(compareBytes);
  // What is signed is their SET OF, whatever tag they travel under (RFC 5652 §5.4).
  const value = plan.signer.key.sign(setOf(...attributes), plan.algorithm);
  return new pkijs.SignerInfo({
    version: 1,
    sid: new pkijs.IssuerAndSerialNumber({ issuer: certificate.issuer, serialNumber: certificate.serialNumber }),
    digestAlgorithm: new pkijs.AlgorithmIdentifier({ schema: parsed(digestIdentifier(plan.hash)) }),
    signedAttrs: new pkijs.SignedAndUnsignedAttributes({
      type: 0,
      attributes: attributes.map((der) => new pkijs.Attribute({ schema: parsed(der) })),
    }),
    signatureAlgorithm: new pkijs.AlgorithmIdentifier({ schema: parsed(signerIdentifier(plan.algorithm)) }),
    signature: new asn1js.OctetString({ valueHex: Uint8Array.from(plan.spoil?.(value) ?? value).buffer }),
  });
}

function signedAttributes(plan: TimestampTokenPlan, content: Uint8Array): readonly Der[] {
  const { signingCertificate } = plan;
  const digest = createHash(plan.hash).update(content).digest();
  return [
    attribute("1.2.840.113549.1.9.3", oid(plan.eContentType)),
    attribute("1.2.840.113549.1.9.4", octetString(digest)),
    ...(signingCertificate === "v1" || signingCertificate === "both" ? [signingCertificateV1(plan)] : []),
    ...(signingCertificate === "v2" || signingCertificate === "both" ? [signingCertificateV2(plan)] : []),
  ];
}

/** RFC 2634 §5.4: by SHA-1. */
function signingCertificateV1({ namedCertificate }: TimestampTokenPlan): Der {
  const hash = createHash("sha1").update(namedCertificate).digest();
  return attribute("1.2.840.113549.1.9.16.2.12", sequence(sequence(sequence(octetString(hash)))));
}

/** RFC 5035 §3: SHA-256 is the default, and left out. */
function signingCertificateV2({ namedCertificate }: TimestampTokenPlan): Der {
  const hash = createHash("sha256").update(namedCertificate).digest();
  return attribute("1.2.840.113549.1.9.16.2.47", sequence(sequence(sequence(octetString(hash)))));
}

function parsed(der: Der): asn1js.AsnType {
  return asn1js.fromBER(der).result;
}
