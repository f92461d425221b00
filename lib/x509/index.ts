/**
 * x509: the structures of RFC 5280 and RFC 6960 over the bytes received, and the comparison of names.
 * Never decides validity and never looks at a clock. Start with `certificate.ts`.
 */
export { Certificate, readCertificate } from "./certificate.js";
export { certificateRef } from "./certificate-ref.js";
export type { CertificateUrls } from "./certificate-urls.js";
export { type Extension, findExtension, readExtensions } from "./extension.js";
export { type AccessDescription, AccessMethod, readAuthorityInfoAccess } from "./extensions/authority-info-access.js";
export { type BasicConstraints, readBasicConstraints } from "./extensions/basic-constraints.js";
export {
  type DistributionPoint,
  type DistributionPointName,
  readDistributionPointName,
  readDistributionPoints,
} from "./extensions/crl-distribution-points.js";
export { readExtendedKeyUsage } from "./extensions/extended-key-usage.js";
export {
  type AuthorityKeyIdentifier,
  readAuthorityKeyIdentifier,
  readSubjectKeyIdentifier,
} from "./extensions/key-identifiers.js";
export { KEY_USAGES, type KeyUsage, readKeyUsage } from "./extensions/key-usage.js";
export { publicAltName, readAltNames, type SubjectAltName } from "./extensions/subject-alt-name.js";
export { type GeneralName, generalNameText, readGeneralName, readGeneralNames } from "./general-name.js";
export { type NameAttribute, nameText, nameValues, readName, readRelativeName, type RelativeName } from "./name.js";
export { nameKey, prepareString, relativeNameKey, sameName } from "./name-compare.js";
export { ExtensionId, KeyPurpose } from "./oids.js";
