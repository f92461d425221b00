/**
 * countersign: sign packages on the NuGet model, and decide whether a signed package may be trusted.
 *
 * The pure library: no `node:*`, no clock, no network and no randomness of its own. `countersign/node` fills these in.
 * Start with {@link createVerifier} or {@link verifyPackage}; {@link signPackage} makes signatures.
 *
 * @module countersign
 */
export type { PackageSource, RandomAccessSource, Segment } from "./bytes/index.js";
export { parseCertificates } from "./cms/index.js";
export {
  type CryptoProvider,
  type Hasher,
  type SignatureAlgorithm,
  type NamedAlgorithm,
  type SubtleCryptoLike,
  type VerifyKey,
  type WebCryptoLike,
  webCryptoProvider,
} from "./crypto/index.js";
export {
  formats,
  type OpenedPackage,
  type PackageFormat,
  type PackageIdentity,
  type SignatureProfile,
} from "./formats/index.js";
export type { IssuerQuestion, IssuerSource } from "./path/index.js";
export {
  definePolicy,
  type PinRecord,
  type PinStore,
  policies,
  type Policy,
  type PolicyDocument,
  type PolicyName,
  type RevocationPolicy,
  type SignerSuccession,
  type TrustedSigner,
  type TrustedSigners,
} from "./policy/index.js";
export {
  type Budgets,
  type CertificateRef,
  type CheckId,
  type CheckResult,
  type Clock,
  ConfigError,
  CountersignError,
  DecodeError,
  type ErrorCode,
  type Evidence,
  type Finding,
  type Fingerprint,
  type HashName,
  type Issue,
  type IssueCatalogueEntry,
  type IssueClass,
  type IssueCode,
  type IssueDetails,
  type IssuerAttempt,
  type IssueOf,
  issueCatalogue,
  type PinnedSigner,
  type Purpose,
  type RevocationAttempt,
  type Severity,
  type SignatureKind,
  type SignaturePlacement,
  type SignatureRef,
  SignRefusedError,
  type TimeOrigin,
  TransportError,
  type Waiver,
} from "./report/index.js";
export type { RevocationEvidence, RevocationQuery, RevocationSource, RevocationSubject } from "./revocation/index.js";
export {
  completeSignature,
  countersignPackage,
  type CountersignOptions,
  keySigner,
  type KeySignerOptions,
  type Pause,
  type PreparedSignature,
  type PrepareOptions,
  prepareSignature,
  type Progress,
  removeSignature,
  type RepositoryClaims,
  type SignedPackage,
  type Signer,
  type SigningContext,
  type SignOptions,
  signPackage,
  type SignRequest,
  type TimestampChoice,
  type TimestampOptions,
  timestampPackage,
  type TimestampPackageOptions,
  type TimestampSource,
  type UnsignedPackage,
} from "./sign/index.js";
export {
  buildRepositorySignatures,
  type RepositoryDeclaration,
  type RepositoryDeclarationSource,
  type RepositorySignatures,
  type RepositorySignaturesOptions,
  type RepositorySignaturesVersion,
} from "./signature/index.js";
export { createTrustStore, type TrustAnchorInput, type TrustStore } from "./trust/index.js";
export {
  type Accepted,
  explain,
  explainIssue,
  type ExplainOptions,
  NotAcceptedError,
  type Outcome,
  requireAccepted,
  type SignatureReport,
  type TimestampReport,
  type Verdict,
} from "./verdict/index.js";
export {
  type ChainPurpose,
  type ChainVerdict,
  createVerifier,
  type Inspection,
  inspectPackage,
  type ManyOptions,
  type Verifier,
  type VerifierOptions,
  type VerifyItem,
  type VerifyManyResult,
  validateCertificate,
  type ValidateCertificateOptions,
  verifyPackage,
  type VerifyRequest,
} from "./verify/index.js";
export type { Certificate, SubjectAltName } from "./x509/index.js";
