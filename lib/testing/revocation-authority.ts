import type { Clock } from "../report/index.js";
import {
  type CertificateAuthority,
  issueCertificate,
  type IssuedCertificate,
  readCertificate,
} from "./certificate-authority.js";
import { buildCrl, type CrlOptions, type Revocation } from "./crl.js";
import { basicConstraints, extendedKeyUsage, extendedKeyUsages, keyUsage, ocspNoCheck } from "./extensions.js";
import { generateTestKey, type TestKey } from "./keys.js";
import {
  buildOcspError,
  buildOcspResponse,
  ocspCertId,
  type OcspOptions,
  type OcspQuestion,
  type OcspStatus,
  readOcspRequest,
} from "./ocsp.js";
import type { WireFault } from "./wire-fault.js";

const HOUR_MS = 3_600_000;

/** Answers that arrive and must not be believed; each fits CRL and OCSP but where noted. */
type EvidenceFault =
  /** OCSP: the status is `unknown`. */
  | "unknown"
  /** nextUpdate is past. */
  | "stale"
  /** thisUpdate is to come. */
  | "future"
  | "no-next-update"
  /** The CA's name and another's key. */
  | "wrong-signer"
  | "bad-signature"
  | "truncated"
  | "garbage"
  | "empty"
  /** OCSP: about another serial number. */
  | "wrong-certificate"
  /** OCSP: status tryLater, unsigned. */
  | "try-later"
  /** OCSP: another nonce than was asked with, or none. */
  | "wrong-nonce"
  | "no-nonce"
  /** OCSP: signed by a certificate of this CA that may not. */
  | "unauthorized-responder";
export type RevocationFault = EvidenceFault | WireFault;

export interface RevocationAuthorityOptions {
  /** Where thisUpdate and producedAt come from. Default: the system's clock. */
  readonly clock?: Clock;
  /** Answers OCSP in the CA's place; see {@link issueOcspResponder}. Default: the CA itself. */
  readonly responder?: IssuedCertificate;
  readonly responderId?: OcspOptions["responderId"];
  /** Milliseconds from thisUpdate to nextUpdate. Default one week. */
  readonly validityMs?: number;
  /** One fault for all requests, or one for each in order. */
  readonly fault?: RevocationFault | readonly (RevocationFault | undefined)[];
}

/** What a CA says of the certificates that it issued. */
export interface RevocationAuthority {
  readonly issuer: CertificateAuthority;
  readonly requestCount: number;
  /** @param certificate the certificate, or its serial number in hex. */
  revoke(certificate: Uint8Array | string, revocation: Revocation): void;
  /** Counts one request and says how it is to fail. */
  nextFault(): RevocationFault | undefined;
  /** DER CertificateList; `at` in place of the clock. */
  crl(fault?: RevocationFault, at?: Date): Promise<Uint8Array>;
  /** DER OCSPResponse; `at` in place of the clock. */
  ocsp(request: Uint8Array, fault?: RevocationFault, at?: Date): Promise<Uint8Array>;
}

export function createRevocationAuthority(
  issuer: CertificateAuthority,
  options: RevocationAuthorityOptions = {},
): RevocationAuthority {
  const revoked = new Map<string, Revocation>();
  const clock = options.clock ?? (() => new Date());
  let requestCount = 0;
  return {
    issuer,
    get requestCount() {
      return requestCount;
    },
    revoke(certificate, revocation) {
      revoked.set(typeof certificate === "string" ? certificate : serialNumberOf(certificate), revocation);
    },
    nextFault() {
      const fault = typeof options.fault === "string" ? options.fault : options.fault?.[requestCount];
      requestCount += 1;
      return fault;
    },
    async crl(fault, at = clock()) {
      const entries = Array.from(revoked, ([serialNumber, revocation]) => ({ serialNumber, ...revocation }));
      const crl: CrlOptions = { ...window(at, options, fault), entries, number: 1 };
      return spoil(buildCrl({ subject: issuer.subject, key: await signingKey(issuer.key, fault) }, crl), fault);
    },
    async ocsp(request, fault, at = clock()) {
      if (fault === "try-later") return buildOcspError("tryLater");
      const { questions, nonce } = readOcspRequest(request);
      const responses = questions.map((question) => ({
        certId: answeredId(question, issuer, fault),
        ...statusOf(question, revoked, fault),
        ...window(at, options, fault),
      }));
      const signer = await ocspSigner(issuer, options, fault, at);
      const answered = answeredNonce(nonce, fault);
      const made = { ...signer, producedAt: at, responses, ...(answered === undefined ? {} : { nonce: answered }) };
      return spoil(buildOcspResponse(made), fault);
    },
  };
}

/** Hex of a certificate's serial number. */
export function serialNumberOf(certificate: Uint8Array): string {
  return Buffer.from(readCertificate(certificate).serialNumber.valueBlock.valueHexView).toString("hex");
}

function window(
  at: Date,
  options: RevocationAuthorityOptions,
  fault: RevocationFault | undefined,
): { thisUpdate: Date; nextUpdate?: Date } {
  const validityMs = options.validityMs ?? 7 * 24 * HOUR_MS;
  const shift = fault === "stale" ? -validityMs - 2 * HOUR_MS : fault === "future" ? validityMs : -HOUR_MS;
  const thisUpdate = new Date(at.getTime() + shift);
  if (fault === "no-next-update") return { thisUpdate };
  return { thisUpdate, nextUpdate: new Date(thisUpdate.getTime() + validityMs) };
}

async function signingKey(key: TestKey, fault: RevocationFault | undefined): Promise<TestKey> {
  return fault === "wrong-signer" ? generateTestKey(key.kind) : key;
}

function statusOf(
  question: OcspQuestion,
  revoked: ReadonlyMap<string, Revocation>,
  fault: RevocationFault | undefined,
): OcspStatus {
  if (fault === "unknown") return { status: "unknown" };
  const revocation = revoked.get(question.serialNumber);
  return revocation === undefined ? { status: "good" } : { status: "revoked", ...revocation };
}

function answeredId(
  question: OcspQuestion,
  issuer: CertificateAuthority,
  fault: RevocationFault | undefined,
): Uint8Array {
  if (fault !== "wrong-certificate") return question.certId;
  return ocspCertId({ subject: issuer.subject, publicKeyInfo: issuer.key.publicKeyInfo }, `${question.serialNumber}01`);
}

function answeredNonce(nonce: Uint8Array | undefined, fault: RevocationFault | undefined): Uint8Array | undefined {
  if (fault === "wrong-nonce") return Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8);
  return fault === "no-nonce" ? undefined : nonce;
}

async function ocspSigner(
  issuer: CertificateAuthority,
  options: RevocationAuthorityOptions,
  fault: RevocationFault | undefined,
  at: Date,
): Promise<Pick<OcspOptions, "responder" | "responderId" | "certificates">> {
  const delegate = fault === "unauthorized-responder" ? await issueImpostor(issuer, at) : options.responder;
  const named = options.responderId === undefined ? {} : { responderId: options.responderId };
  if (delegate === undefined) {
    return { responder: { subject: issuer.subject, key: await signingKey(issuer.key, fault) }, ...named };
  }
  const subject = new Uint8Array(readCertificate(delegate.certificate).subject.toSchema().toBER());
  const responder = { subject, key: await signingKey(delegate.key, fault) };
  return { responder, certificates: [delegate.certificate], ...named };
}

/** Certificate of a delegated responder (RFC 6960 §4.2.2.2). */
export async function issueOcspResponder(
  issuer: CertificateAuthority,
  options: {
    readonly key: TestKey;
    readonly notBefore: Date;
    readonly notAfter: Date;
    readonly serialNumber: string;
    /** id-pkix-ocsp-nocheck. Default true. */
    readonly noCheck?: boolean;
    /** Default OCSP signing. */
    readonly usages?: readonly string[];
  },
): Promise<IssuedCertificate> {
  return issueCertificate(issuer, {
    ...options,
    subject: "CN=Development OCSP Responder",
    extensions: [
      basicConstraints(false),
      keyUsage(["digitalSignature"]),
      extendedKeyUsage(options.usages ?? [extendedKeyUsages.ocspSigning]),
      ...(options.noCheck === false ? [] : [ocspNoCheck()]),
    ],
  });
}

async function issueImpostor(issuer: CertificateAuthority, at: Date): Promise<IssuedCertificate> {
  return issueOcspResponder(issuer, {
    key: await generateTestKey("rsa-2048"),
    notBefore: new Date(at.getTime() - 24 * HOUR_MS),
    notAfter: new Date(at.getTime() + 24 * HOUR_MS),
    serialNumber: "7f01",
    usages: [extendedKeyUsages.codeSigning],
  });
}

function spoil(evidence: Uint8Array, fault: RevocationFault | undefined): Uint8Array {
  if (fault === "empty") return new Uint8Array();
  if (fault === "garbage") return Uint8Array.from({ length: 64 }, (_, index) => (index * 37) & 0xff);
  if (fault === "truncated") return evidence.subarray(0, evidence.length - 100);
  if (fault !== "bad-signature") return evidence;
  const copy = Uint8Array.from(evidence);
  copy[copy.length - 1] = (copy[copy.length - 1] ?? 0) ^ 1;
  return copy;
}
