import type { CertificateRef } from "../report/index.js";
import type { Certificate } from "./certificate.js";

/** The short form in which findings name a certificate. */
export function certificateRef(certificate: Certificate, depth?: number): CertificateRef {
  const { subject, fingerprint } = certificate;
  return depth === undefined ? { subject, fingerprint } : { subject, fingerprint, depth };
}
