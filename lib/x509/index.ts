/**
 * x509: the structures of RFC 5280 and RFC 6960 over the bytes received, and the comparison of names.
 * Never decides validity and never looks at a clock. Start with `certificate.ts`.
 */
export { Certificate, readCertificate } from "./certificate.js";
export { certificateRef } from "./certificate-ref.js";
export { skimSubject } from "./certificate-skim.js";
export type { CertificateUrls } from "./certificate-urls.js";
export {
  CRL_HEAD_BYTES,
  type ByteRange,
  type CertificateList,
  type CrlHead,
  readCertificateList,
  readCrlHead,
  readCrlTail,
} from "./crl.js";
export type { CrlEntry, CrlKind } from "./crl-entry.js";
export { CRL_ENTRY_BYTES, CrlSearch, type CrlTarget } from "./crl-search.js";
export { type Extension, findExtension, readExtensions } from "./extension.js";
export { type AccessDescription, AccessMethod, readAuthorityInfoAccess } from "./extensions/authority-info-access.js";
export { type BasicConstraints, readBasicConstraints } from "./extensions/basic-constraints.js";
export { ANY_POLICY, readCertificatePolicies, readPolicyInformation } from "./extensions/certificate-policies.js";
export {
  type DistributionPoint,
  type DistributionPointName,
  readDistributionPointName,
  readDistributionPoints,
} from "./extensions/crl-distribution-points.js";
export { compareCrlNumbers, readCrlNumber } from "./extensions/crl-number.js";
export { type CrlReason, readReasonCode } from "./extensions/crl-reason.js";
export { readExtendedKeyUsage } from "./extensions/extended-key-usage.js";
export { readInvalidityDate } from "./extensions/invalidity-date.js";
export { readKeptSince } from "./extensions/kept-since.js";
export {
  type IssuingDistributionPoint,
  readIssuingDistributionPoint,
} from "./extensions/issuing-distribution-point.js";
export {
  type AuthorityKeyIdentifier,
  readAuthorityKeyIdentifier,
  readSubjectKeyIdentifier,
  subjectKeyIdentifierOf,
} from "./extensions/key-identifiers.js";
export { KEY_USAGES, type KeyUsage, readKeyUsage } from "./extensions/key-usage.js";
export { type GeneralSubtree, type NameConstraints, readNameConstraints } from "./extensions/name-constraints.js";
export {
  type PolicyConstraints,
  readInhibitAnyPolicy,
  readPolicyConstraints,
} from "./extensions/policy-constraints.js";
export { type PolicyMapping, readPolicyMappings } from "./extensions/policy-mappings.js";
export { publicAltName, readAltNames, type SubjectAltName } from "./extensions/subject-alt-name.js";
export {
  type GeneralName,
  generalNameText,
  readGeneralName,
  readOtherName,
} from "./general-name.js";
export {
  attributeTypeNamed,
  checkName,
  LONGEST_NAME_BYTES,
  type NameAttribute,
  nameText,
  nameValues,
  readName,
  readRelativeName,
  type RelativeName,
} from "./name.js";
export { nameKey, prepareString, relativeNameKey, sameName, sameNameAs } from "./name-compare.js";
export { type OcspCertId, readOcspCertId } from "./ocsp-cert-id.js";
export {
  type BasicOcspResponse,
  type OcspErrorStatus,
  type OcspResponse,
  readOcspResponse,
  type ResponderId,
} from "./ocsp-response.js";
export type { OcspCertStatus, OcspSingleResponse } from "./ocsp-single-response.js";
export { ExtensionId, KeyPurpose } from "./oids.js";
export { looksLikePem, type PemBlock, type PemFault, readPem } from "./pem.js";
