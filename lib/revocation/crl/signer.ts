import { bytesKey, equalBytes } from "../../bytes/index.js";
import { reading } from "../../der/index.js";
import { type Certificate, ExtensionId, nameKey, readKeyUsage, readSubjectKeyIdentifier } from "../../x509/index.js";
import type { CandidateIndex } from "../candidates.js";
import type { Inquiry } from "../inquiry.js";
import { holderOf, type KeyHolder } from "../key-holder.js";
import type { OpenedCrl } from "./open.js";

/** Somebody whose name is on a CRL: validated by the chain that is asked about, or a certificate that says so. */
export type CrlSigner =
  | { readonly standing: "validated"; readonly holder: KeyHolder }
  | { readonly standing: "claimed"; readonly holder: KeyHolder; readonly certificate: Certificate };

/**
 * Those who may have signed a CRL, likeliest first: the issuer, other keys of its name in the chain (an authority that
 * changed its key), and then certificates of that name from anywhere, those with the CRL's key identifier before others.
 * Identifiers order and never exclude (RFC 5280 §5.2.1 is a hint). Each key comes once.
 */
export function crlSigners(crl: OpenedCrl, inquiry: Inquiry, candidates: CandidateIndex | undefined): CrlSigner[] {
  const validated = inquiry.above.filter(({ subject }) => nameKey(subject) === crl.issuerKey);
  const keys = new Set(validated.map(({ publicKeyInfo }) => bytesKey(publicKeyInfo)));
  const claimed = (candidates?.named(crl.issuerKey) ?? []).filter(
    ({ publicKeyInfo }) => !keys.has(bytesKey(publicKeyInfo)),
  );
  const isIdentified = (candidate: Certificate): boolean => hasKeyIdentifier(candidate, crl.facts.keyIdentifier);
  const likely = claimed.filter(isIdentified);
  const others = claimed.filter((candidate) => !isIdentified(candidate));
  return [
    ...validated.map((holder): CrlSigner => ({ standing: "validated", holder })),
    ...[...likely, ...others].map(
      (certificate): CrlSigner => ({ standing: "claimed", holder: holderOf(certificate), certificate }),
    ),
  ];
}

function hasKeyIdentifier(certificate: Certificate, identifier: Uint8Array | undefined): boolean {
  const extension = certificate.extension(ExtensionId.subjectKeyIdentifier);
  if (extension === undefined || identifier === undefined) return false;
  const own = reading(() => readSubjectKeyIdentifier(extension.value));
  return own.ok && equalBytes(own.value, identifier);
}

/** RFC 5280 §6.3.3 (f): keyUsage, where the certificate has one, holds cRLSign. */
export function maySignCrls({ certificate }: KeyHolder): boolean {
  const extension = certificate?.extension(ExtensionId.keyUsage);
  if (extension === undefined) return true;
  const usages = reading(() => readKeyUsage(extension.value));
  return usages.ok && usages.value.has("cRLSign");
}
