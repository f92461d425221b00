/**
 * testing: a development CA and an RFC 3161 authority, with every fault on request, to test pipelines with.
 * No other room may import it, and nothing that it makes is trusted by any default.
 * Start with `development-pki.ts`; `certificate-authority.ts` is the level below it.
 */
export {
  certify,
  type CertificateAuthority,
  type CertificateTemplate,
  createRootAuthority,
  issueAuthority,
  issueCertificate,
  type IssuedCertificate,
  keyIdentifier,
} from "./certificate-authority.js";
export {
  buildCrl,
  type CrlEntry,
  type CrlOptions,
  issuingDistributionPoint,
  type Revocation,
  type RevocationReason,
  revocationReasons,
} from "./crl.js";
export type { DevelopmentAuthorityRole, DevelopmentKeys, DevelopmentRole } from "./development-authorities.js";
export type { DevelopmentDefect } from "./development-defects.js";
export {
  createDevelopmentPki,
  type DevelopmentIssueOptions,
  type DevelopmentPki,
  type DevelopmentPkiOptions,
  type DevelopmentSigner,
} from "./development-pki.js";
export type { Der } from "./encode.js";
export * from "./extensions.js";
export type { FaultPlan } from "./fault-list.js";
export { serveRevocation } from "./http-revocation.js";
export { serveTimestampAuthority } from "./http-timestamps.js";
export {
  generateTestKey,
  type KeyKind,
  readTestKey,
  type TestHash,
  type TestKey,
  type TestSignatureAlgorithm,
} from "./keys.js";
export type { LoopbackServer } from "./loopback-server.js";
export { distinguishedName } from "./names.js";
export {
  buildOcspError,
  buildOcspResponse,
  ocspCertId,
  type OcspOptions,
  type OcspQuestion,
  type OcspSingleResponse,
  type OcspStatus,
  readOcspRequest,
} from "./ocsp.js";
export { toPem } from "./pem.js";
export { issueOcspResponder, type OcspResponderOptions } from "./ocsp-responder.js";
export { authorityExtensions, purposeUsage, signerExtensions } from "./profiles.js";
export {
  createRevocationAuthority,
  type EvidenceFault,
  type RevocationAuthority,
  type RevocationAuthorityOptions,
  type RevocationFault,
  serialNumberOf,
} from "./revocation-authority.js";
export { revocationSourceOf } from "./revocation-source.js";
export { signUnchecked, type UncheckedSigning } from "./sign-unchecked.js";
export { signerOf } from "./signer.js";
export {
  type AnswerFault,
  createTimestampAuthority,
  type TimestampAuthority,
  type TimestampAuthorityOptions,
  type TimestampFault,
  type TimestampIdentity,
} from "./timestamp-authority.js";
export type { TimestampPlanFault } from "./timestamp-faults.js";
export { buildTimestampToken, type TimestampAccuracy, type TimestampTokenPlan } from "./timestamp-token.js";
export type { WireFault, WireSettings } from "./wire-fault.js";
