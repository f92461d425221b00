/**
 * path: building and validating chains (RFC 5280 §6), the only room that makes a `ValidatedChain`.
 * Never reads a clock and knows neither CMS nor packages. Start with `request.ts` (what is asked and answered), then
 * `build.ts`.
 */
export { beginChain } from "./begin-chain.js";
export { buildPath } from "./build.js";
export { issuersForRun } from "./issuer-fetch.js";
export { CertificateBag, type MalformedMember } from "./certificate-bag.js";
export { CertificateMemory } from "./certificate-memory.js";
export { UnanchoredChain, ValidatedChain } from "./chain.js";
export { PathContext } from "./context.js";
export { delegateValidator } from "./delegates.js";
export type { EndEntityKeyPurpose, KeySizes, PathProfile, PathPurpose, ProfileRow } from "./profile.js";
export { KnownCertificates } from "./known-certificates.js";
export { pathProfile, type PathProfileName, type PathProfiles, pathProfilesOf } from "./profiles.js";
export type {
  AnchorSource,
  IssuerQuestion,
  IssuerSource,
  OtherFailure,
  PathOutcome,
  PathPolicies,
  PathRequest,
  PathTimes,
} from "./request.js";
export { SignatureCache } from "./signature-cache.js";
export {
  type CertificatePath,
  type CertificatePathRequest,
  usualProfile,
  validateCertificatePath,
} from "./validate-certificate.js";
