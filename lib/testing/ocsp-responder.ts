import {
  type CertificateAuthority,
  issueCertificate,
  type IssuedCertificate,
  readCertificate,
} from "./certificate-authority.js";
import type { Revocation } from "./crl.js";
import { basicConstraints, extendedKeyUsage, extendedKeyUsages, keyUsage, ocspNoCheck } from "./extensions.js";
import { generateTestKey, type TestKey } from "./keys.js";
import { ocspCertId, type OcspOptions, type OcspQuestion, type OcspStatus } from "./ocsp.js";
import type { RevocationAuthorityOptions, RevocationFault } from "./revocation-authority.js";
import { requireFields, requireOnly } from "../report/index.js";
import { requireHex, requireOids } from "./given.js";

const DAY_MS = 86_400_000;

/** What one question is answered with, honestly or by the fault. */
export function answerFor(
  question: OcspQuestion,
  issuer: CertificateAuthority,
  revocationOf: (serialNumber: string) => Revocation | undefined,
  fault: RevocationFault | undefined,
): OcspStatus & { readonly certId: Uint8Array } {
  const asked = { subject: issuer.subject, publicKeyInfo: issuer.key.publicKeyInfo };
  const certId = fault === "wrong-certificate" ? ocspCertId(asked, `${question.serialNumber}01`) : question.certId;
  if (fault === "unknown") return { certId, status: "unknown" };
  const revocation = revocationOf(question.serialNumber);
  return revocation === undefined ? { certId, status: "good" } : { certId, status: "revoked", ...revocation };
}

/** The request's nonce, another one, or none. */
export function answeredNonce(
  nonce: Uint8Array | undefined,
  fault: RevocationFault | undefined,
): Pick<OcspOptions, "nonce"> {
  const answered = fault === "wrong-nonce" ? Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8) : nonce;
  return answered === undefined || fault === "no-nonce" ? {} : { nonce: answered };
}

/** Who signs: the CA, its delegate, or an impostor. */
export async function ocspSigner(
  issuer: CertificateAuthority,
  options: RevocationAuthorityOptions,
  fault: RevocationFault | undefined,
  at: Date,
): Promise<Pick<OcspOptions, "responder" | "responderId" | "certificates">> {
  const named = options.responderId === undefined ? {} : { responderId: options.responderId };
  const delegate = fault === "unauthorized-responder" ? await issueImpostor(issuer, at) : options.responder;
  if (delegate === undefined) {
    return { responder: { subject: issuer.subject, key: await signingKey(issuer.key, fault) }, ...named };
  }
  const subject = new Uint8Array(readCertificate(delegate.certificate).subject.toSchema().toBER());
  const responder = { subject, key: await signingKey(delegate.key, fault) };
  return { responder, certificates: [delegate.certificate], ...named };
}

/** The key, or another of its kind that the name has no claim to. */
export async function signingKey(key: TestKey, fault: RevocationFault | undefined): Promise<TestKey> {
  return fault === "wrong-signer" ? generateTestKey(key.kind) : key;
}

/** A delegate's certificate; every field that a reader looks at can be wrong. */
export interface OcspResponderOptions {
  readonly key: TestKey;
  readonly notBefore: Date;
  readonly notAfter: Date;
  /** Hex. */
  readonly serialNumber: string;
  /** Whether it carries id-pkix-ocsp-nocheck. Default true. */
  readonly noCheck?: boolean;
  /** Default OCSP signing. */
  readonly usages?: readonly string[];
}

const RESPONDER = {
  key: "object",
  notBefore: "date",
  notAfter: "date",
  serialNumber: "text",
  noCheck: "flag?",
  usages: "text[]?",
} as const;

/** Certifies a delegated responder (RFC 6960 §4.2.2.2). */
export async function issueOcspResponder(
  issuer: CertificateAuthority,
  options: OcspResponderOptions,
): Promise<IssuedCertificate> {
  requireOnly(options, "options", RESPONDER);
  if (options.usages !== undefined) requireOids(options.usages, "options.usages");
  requireHex(options.serialNumber, "options.serialNumber");
  requireFields(options.key, "options.key", { publicKeyInfo: "bytes" });
  return issueCertificate(issuer, {
    key: options.key,
    notBefore: options.notBefore,
    notAfter: options.notAfter,
    serialNumber: options.serialNumber,
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
    notBefore: new Date(at.getTime() - DAY_MS),
    notAfter: new Date(at.getTime() + DAY_MS),
    serialNumber: "7f01",
    usages: [extendedKeyUsages.codeSigning],
  });
}
