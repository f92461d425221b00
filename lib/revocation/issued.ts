import { equalBytes, type PackageSource } from "../bytes/index.js";
import { isGoodBy } from "../crypto/index.js";
import {
  type BasicOcspResponse,
  type Certificate,
  compareCrlNumbers,
  CrlSearch,
  KeyPurpose,
  readCertificate,
} from "../x509/index.js";
import type { RevocationContext } from "./context.js";
import { openCrl } from "./crl/open.js";
import type { RevocationEvidence, RevocationSubject } from "./evidence.js";
import { holderOf, type KeyHolder } from "./key-holder.js";
import { CertIdMatcher } from "./ocsp/cert-id.js";
import { EvidenceReadings, ReadingMemory } from "./readings.js";
import { prepareCheck } from "./signature-check.js";

/** When an issuer spoke. */
export interface Issued {
  /** Milliseconds since 1970. */
  readonly thisUpdate: number;
  /** Of a CRL that has a number. */
  readonly number: Uint8Array | undefined;
}

/**
 * When the issuer of a certificate made this evidence, if it did: for whoever keeps evidence, and must not let an older
 * piece take a newer one's place. What it says, and whether it is still current, is for the judge.
 *
 * @returns `undefined` if neither the issuer has signed it nor, of an answer, a responder of the issuer's whose certificate
 *   came along. Who signs indirect CRLs is not known here.
 */
export async function issuedBy(
  subject: RevocationSubject,
  { kind, data }: RevocationEvidence,
  context: RevocationContext,
): Promise<Issued | undefined> {
  return kind === "crl" ? listIssued(subject, data, context) : answerIssued(subject, data, context);
}

/** By the order in which the judge hears CRLs: numbers tell apart only what was made at the same time. */
export function isOlder(left: Issued, right: Issued): boolean {
  if (left.thisUpdate !== right.thisUpdate) return left.thisUpdate < right.thisUpdate;
  if (left.number === undefined || right.number === undefined) return false;
  return compareCrlNumbers(left.number, right.number) < 0;
}

async function listIssued(
  { certificate, issuer }: RevocationSubject,
  data: PackageSource,
  context: RevocationContext,
): Promise<Issued | undefined> {
  const crl = await openCrl(data);
  if (!crl.ok) return undefined;
  const { list, facts, body } = crl.value;
  const target = { serial: certificate.serial, issuerName: certificate.issuerName };
  const search = new CrlSearch(facts, list.issuerName, target, () => undefined);
  const { status } = await body.consult(context, issuer, search);
  return status === "good" ? { thisUpdate: list.thisUpdate, number: facts.number } : undefined;
}

async function answerIssued(
  subject: RevocationSubject,
  data: PackageSource,
  context: RevocationContext,
): Promise<Issued | undefined> {
  const readings = new EvidenceReadings(context, new ReadingMemory());
  const answer = await readings.ocsp({ evidence: { kind: "ocsp", data, origin: "", fromCache: true }, from: "kept" });
  if (!answer.ok || answer.value.status !== "successful") return undefined;
  const { basic } = answer.value;
  const matcher = new CertIdMatcher(context.keys.provider, subject);
  const updates: number[] = [];
  for (const { certId, thisUpdate } of basic.responses) if (await matcher.matches(certId)) updates.push(thisUpdate);
  if (updates.length === 0 || !(await hasSigned(basic, subject.issuer, readings, context))) return undefined;
  return { thisUpdate: Math.max(...updates), number: undefined };
}

async function hasSigned(
  basic: BasicOcspResponse,
  issuer: KeyHolder,
  readings: EvidenceReadings,
  context: RevocationContext,
): Promise<boolean> {
  if ((await readings.answerSignature(basic, issuer)) === "good") return true;
  for (const der of basic.certificates) {
    const responder = readCertificate(der);
    if (!responder.ok || !mayRespond(responder.value, issuer)) continue;
    if ((await readings.answerSignature(basic, holderOf(responder.value))) !== "good") continue;
    return isSignedBy(responder.value, issuer, context);
  }
  return false;
}

/** RFC 6960 §4.2.2.2. */
function mayRespond({ issuerName, extendedKeyUsage }: Certificate, issuer: KeyHolder): boolean {
  return equalBytes(issuerName, issuer.subject) && extendedKeyUsage.includes(KeyPurpose.ocspSigning);
}

async function isSignedBy(certificate: Certificate, issuer: KeyHolder, context: RevocationContext): Promise<boolean> {
  const { signatureAlgorithm, signatureValue, tbsCertificate } = certificate;
  const check = await prepareCheck(context, issuer, signatureAlgorithm, signatureValue);
  if (typeof check === "string") return false;
  return isGoodBy(context.keys.provider, { ...check, message: tbsCertificate });
}
