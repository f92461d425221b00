/**
 * signature: what a package's signature means: author, repository, countersignature, attributes, manifest; and the checks
 * of one signature, which `sign` and `verify` share.
 * Never reads a file and grades nothing. Start with `read.ts`, then `check.ts`.
 */
export { isAbsoluteHttps, type RepositoryClaimsRead } from "./attributes/repository.js";
export { beginChecks, type OpenedTokens } from "./begin.js";
export type { Commitment } from "./attributes/commitment-type.js";
export { type CheckedSignature, checkSignature } from "./check.js";
export type { Accept, AskedChain, CheckContext, KnownChain, RevocationHooks } from "./check-context.js";
export { isFault, notRun, passedWith, ran, unknown } from "./check-facts.js";
export { placementFindings } from "./checks/countersignature.js";
export { buildSignerPath, pathCheckOf, pathFacts, timesOf } from "./checks/path.js";
export { compareContent, expectedDigests } from "./content.js";
export {
  declarationFindings,
  declaredFingerprints,
  type RepositoryDeclaration,
  type RepositoryDeclarationSource,
} from "./declaration.js";
export { buildManifest, type Manifest, readManifest } from "./manifest.js";
export {
  buildRepositorySignatures,
  type RepositorySignatures,
  type RepositorySignaturesOptions,
} from "./repository-signatures/build.js";
export {
  type DeclarationPlace,
  findDeclaration,
  readDeclaration,
  type RepositorySignaturesVersion,
  RESOURCE_VERSIONS,
  resourceType,
} from "./repository-signatures/read.js";
export { type PackageSignature, readPackageSignature, type SignatureElement } from "./read.js";
export { reportSignature } from "./report.js";
