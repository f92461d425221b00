import type { BudgetName } from "./budget.js";
import type { IssuerAttempt, RevocationAttempt } from "./check.js";
import type { PinnedSigner } from "./pinned-signer.js";
import type {
  CertificateRef,
  Fingerprint,
  HashName,
  Purpose,
  SignatureKind,
  SignatureRef,
  TimeOrigin,
} from "./words.js";

/** The catalogue: code to typed details. Meanings, severities, sources: docs/issue-codes.md. Codes are never reused. */
export interface IssueDetails {
  // Package (container)
  "package-unsigned": { expectedAt: string };
  "package-format-unknown": { tried: readonly string[] };
  "package-malformed": { structure: string; offset: number; problem: string };
  "package-truncated": { structure: string; expectedBytes: number; actualBytes: number };
  "package-entry-ambiguous": {
    entry: string;
    problem:
      | "duplicate-name"
      | "header-mismatch"
      | "hidden-entry"
      | "overlap"
      | "second-end-record"
      | "several-members";
  };
  "package-entry-path-unsafe": { entry: string };
  "package-bytes-unsigned": { start: number; end: number };
  "package-zip64": { structure: string };
  "package-too-large": { limit: number; actual: number; unit: "bytes" | "entries" };
  "package-identity-mismatch": { expected: string; actual: string };
  "package-content-mismatch": { algorithm: HashName; expected: string; actual: string };
  // Signature (CMS)
  "signature-entry-duplicate": { count: number };
  "signature-entry-invalid": { field: string; expected: string; actual: string };
  "signature-malformed": { structure: string; offset: number; problem: string };
  "signature-der-noncanonical": { structure: string; offset: number; rule: string };
  "signature-version-unsupported": { version: string; supported: readonly string[] };
  "signature-content-malformed": { line: number; problem: string };
  "signature-primary-count": { count: number };
  "signature-certificate-missing": { signerId: string };
  "signature-value-invalid": { algorithm: string; certificate: CertificateRef };
  "signature-digest-mismatch": { algorithm: HashName; expected: string; actual: string };
  "signature-algorithm-unsupported": { oid: string; name?: string; problem?: string; profile: string; where: string };
  "signature-attribute-missing": { attribute: string; oid: string };
  "signature-attribute-invalid": { attribute: string; oid: string; problem: string };
  "signature-content-type-mismatch": { expected: string; actual: string };
  "signing-certificate-mismatch": { expected: string; actual: string; field: "hash" | "issuer-serial" };
  "signature-kind-unknown": { found: readonly string[] };
  "signature-kind-not-allowed": { found: SignatureKind; allowed: readonly SignatureKind[] };
  "signature-bytes-unsigned": {
    where: "signature file" | "timestamp" | "package";
    what: string;
    start: number;
    end: number;
  };
  "signing-time-implausible": { claimed: string; reference: string };
  // Content
  "content-digest-mismatch": { algorithm: HashName; expected: string; actual: string };
  "content-hash-unsupported": { oid: string; supported: readonly HashName[] };
  // Certificate
  "certificate-malformed": { certificate?: CertificateRef; field: string; offset: number; problem: string };
  "certificate-algorithm-unsupported": { certificate: CertificateRef; oid: string; name?: string; problem?: string };
  "certificate-algorithm-mismatch": { certificate: CertificateRef; outer: string; inner: string };
  "certificate-key-too-short": { certificate: CertificateRef; algorithm: string; bits: number; minimum: number };
  "certificate-key-invalid": {
    certificate: CertificateRef;
    algorithm: string;
    problem: "exponent" | "modulus" | "point";
  };
  "certificate-lifetime-signing": { certificate: CertificateRef };
  "certificate-eku": {
    certificate: CertificateRef;
    required: string;
    found: readonly string[];
    problem: "absent" | "missing" | "not-critical" | "not-sole";
  };
  "certificate-key-usage": { certificate: CertificateRef; required: string; found: readonly string[] };
  "certificate-not-yet-valid": { certificate: CertificateRef; notBefore: string; at: string; timeFrom: TimeOrigin };
  "certificate-expired": { certificate: CertificateRef; notAfter: string; at: string; timeFrom: TimeOrigin };
  "certificate-validity-invalid": { certificate: CertificateRef; problem: string };
  "certificate-extension-unknown-critical": { certificate: CertificateRef; oid: string };
  "certificate-extension-invalid": { certificate: CertificateRef; oid: string; problem: string };
  "certificate-serial-invalid": { certificate: CertificateRef; problem: "zero" | "negative" | "too-long" };
  "certificate-revoked": {
    certificate: CertificateRef;
    revokedAt: string;
    reason: string;
    relativeTo: "before-timestamp" | "after-timestamp" | "no-timestamp";
    origin: string;
  };
  // Chain
  "chain-incomplete": {
    certificate: CertificateRef;
    issuer: string;
    authorityKeyId?: string;
    candidatesTried: number;
    /** Addresses that were asked for the issuer; absent where none was. */
    fetched?: readonly IssuerAttempt[];
  };
  "chain-root-untrusted": { certificate: CertificateRef; root: CertificateRef; trustList: string };
  "chain-anchor-purpose": { anchor: CertificateRef; purpose: Purpose; trustedFor: readonly Purpose[] };
  "chain-anchor-window": { anchor: CertificateRef; at: string; trustedFrom?: string; trustedUntil?: string };
  "chain-signature-invalid": { certificate: CertificateRef; issuer: CertificateRef; algorithm: string };
  "chain-issuer-not-ca": { certificate: CertificateRef; problem: "no-basic-constraints" | "ca-false" | "version" };
  "chain-issuer-key-usage": { certificate: CertificateRef };
  "chain-path-length": { certificate: CertificateRef; allowed: number; actual: number };
  "chain-name-constraint": {
    certificate: CertificateRef;
    name: string;
    constraint: string;
    by: CertificateRef;
    kind: "excluded" | "not-permitted" | "unsupported";
  };
  "chain-policy": { certificate: CertificateRef; required: readonly string[]; valid: readonly string[] };
  "chain-budget": { budget: BudgetName; limit: number; used: number };
  // Timestamp
  "timestamp-missing": { signature: SignatureRef };
  "timestamp-omitted": { signature: SignatureRef };
  "timestamp-multiple": { count: number };
  "timestamp-malformed": { structure: string; offset: number; problem: string };
  "timestamp-imprint-mismatch": { algorithm: HashName; expected: string; actual: string };
  "timestamp-signature-invalid": { algorithm: string; certificate: CertificateRef };
  "timestamp-certificate-missing": { signerId: string };
  "timestamp-hash-unsupported": { oid: string; problem?: string };
  "timestamp-digest-unsupported": { oid: string; problem?: string };
  "timestamp-time-outside-certificate": { genTime: string; accuracyMs: number; notBefore: string; notAfter: string };
  "timestamp-in-future": { genTime: string; at: string; skewMs: number };
  "timestamp-nonce-mismatch": { sent: string; received?: string };
  "timestamp-authority-failed": { url: string; status?: number; failInfo?: string; attempts: number };
  // Repository
  "repository-signature-missing": {
    required: "primary" | "countersignature" | "any";
    /** The repository that asks for it, since the package is said to come from there; absent where the policy asks. */
    serviceIndex?: string;
    /** Whether that repository signs everything that it gives out. */
    signsAll?: boolean;
    isSigned?: boolean;
  };
  "repository-countersignature-multiple": { count: number };
  "repository-countersignature-misplaced": { primary: SignatureKind };
  "repository-countersignature-invalid": { problem: string };
  "repository-service-index-invalid": { problem: string; value?: string };
  "repository-owners-malformed": { problem: string };
  "repository-certificate-undeclared": {
    serviceIndex: string;
    certificate: CertificateRef;
    declared: readonly string[];
  };
  "repository-declaration-unknown": { serviceIndex: string; problem: string };
  // Revocation
  "revocation-unknown": {
    certificate: CertificateRef;
    /** By which methods the certificate says that its status can be had; none: nobody could have been asked. */
    names: readonly RevocationAttempt["method"][];
    /** What was looked at or asked; none: nothing was at hand, and no place was asked (offline, or no source was given). */
    tried: readonly RevocationAttempt[];
  };
  "revocation-stale": { certificate: CertificateRef; origin: string; nextUpdate: string; at: string };
  "revocation-evidence-invalid": { origin: string; kind: "crl" | "ocsp"; problem: string };
  "revocation-responder-unauthorized": { origin: string; responder: string };
  "revocation-not-checked": { reason: "mode-off" | "no-source" | "anchor" | "no-check-extension" };
  // Signer, allowlist, identity
  "signer-not-allowed": { signatures: readonly SignatureRef[]; fingerprints: readonly Fingerprint[]; nearest?: string };
  "signer-pattern-not-covered": { packageId: string; entry?: string };
  "signer-owner-not-allowed": { owners: readonly string[]; allowed: readonly string[] };
  "signer-entry-out-of-window": { entry: string; from?: string; until?: string; at: string };
  "allowlist-empty": { file?: string };
  "allowlist-conflict": { entries: readonly string[]; resolution: string };
  "identity-mismatch": { expected: string; found: readonly string[]; field: string };
  "identity-domain-unproven": { domain: string; found: readonly string[] };
  // Pin and step-back
  "pin-signature-lost": { previous: PinnedSigner };
  "pin-kind-weakened": { previous: SignatureKind; current: SignatureKind };
  "pin-signer-changed": { previous: PinnedSigner; current: PinnedSigner; announced: boolean };
  "pin-content-changed": { version: string; expected: string; actual: string };
  "pin-first-use": { current: PinnedSigner };
  // Signing
  "signing-already-signed": { existing: SignatureKind };
  "signing-key-mismatch": { certificate: CertificateRef };
  "signing-content-confusable": { reading: string };
  "signing-output-unverifiable": { codes: readonly string[] };
  // Housekeeping
  "waiver-expired": { waiver: string; expiredAt: string; code: string };
  "waiver-unused": { waiver: string; code: string };
  "policy-weaker-than-base": { changed: readonly string[] };
}
/** The code of a finding: stable, never used again for another. The catalogue (`issueCatalogue`) tells of each. */
export type IssueCode = keyof IssueDetails;
