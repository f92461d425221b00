import { equalBytes } from "../bytes/index.js";
import { type Certificate, sameName } from "../x509/index.js";

/** A name and its key: an issuer, an anchor, or somebody who may have signed evidence. A `TrustAnchor` is one. */
export interface KeyHolder {
  /** DER Name. */
  readonly subject: Uint8Array;
  /** DER SubjectPublicKeyInfo: always the same slice, so that keys can be kept by it. */
  readonly publicKeyInfo: Uint8Array;
  /** Absent for an anchor given as name and key. */
  readonly certificate?: Certificate;
}

export function holderOf(certificate: Certificate): KeyHolder {
  return { subject: certificate.subjectName, publicKeyInfo: certificate.publicKeyInfo, certificate };
}

/** One key under one name: CAs are told apart by both. */
export function isSameHolder(left: KeyHolder, right: KeyHolder): boolean {
  return equalBytes(left.publicKeyInfo, right.publicKeyInfo) && sameName(left.subject, right.subject);
}
