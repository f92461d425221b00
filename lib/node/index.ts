/**
 * node: adapters with defaults for Node: files, network, keys, clock, stores. What a call leaves out is filled in here.
 * Holds no rule of trust, and judges nothing that it fetches.
 * Start with `file-source.ts` (reading), `write-atomic.ts` (writing), `http/transport.ts` (every network exchange).
 */
export type { FileItem } from "./batch/file-item.js";
export type { VerifyFilesOptions } from "./batch/verify-files.js";
export { systemClock } from "./clock.js";
export { type ThreadPoolOptions, threadPoolProvider } from "../crypto/index.js";
export { type FileSource, openFile } from "./file-source.js";
export type { HttpOptions } from "./http/options.js";
export { type HttpIssuerOptions, httpIssuerSource } from "./issuers/http-source.js";
export type { LoadKeyOptions } from "./keys/key-signer.js";
export { loadPem } from "./keys/load-pem.js";
export { loadPfx } from "./keys/load-pfx.js";
export type { Password } from "./keys/password.js";
export {
  type JudgingAsNuget,
  type NugetCommand,
  type NugetMode,
  type NugetPolicyOptions,
  policyInNugetMode,
} from "./nuget/modes.js";
export { type NugetPolicy, policyFromNugetConfig } from "./nuget/policy.js";
export { type FetchCertificateOptions, fetchDeclaredCertificate } from "./nuget/declared-certificate.js";
export { type HttpRepositoryOptions, httpRepositorySource } from "./nuget/repository-source.js";
export { type LockOptions, underLock } from "./pins/file-lock.js";
export { type FilePinStore, filePinStore } from "./pins/pin-store.js";
export { exportRevocationArchive, type RevocationArchive } from "./revocation/archive.js";
export { fileRevocationSource } from "./revocation/file-source.js";
export { type HttpRevocationOptions, httpRevocationSource } from "./revocation/http-source.js";
export { type ImportedEvidence, importRevocationArchive, type ImportOptions } from "./revocation/import-archive.js";
export { systemTrust } from "./system-trust.js";
export { httpTimestampSource } from "./timestamp-source.js";
export { defaultCacheDirectory } from "./user-folders.js";
export { createNodeVerifier, type NodeVerifier, type NodeVerifierOptions, verifyFile } from "./verifier.js";
export { writeSignedPackage } from "./write-atomic.js";
