import type { Finding } from "./finding.js";
import type { Issue } from "./issue.js";
import type { SignatureRef } from "./words.js";

/** Stable names of the checks, in the order in which they run. */
export type CheckId =
  | "container"
  | "signature-entry"
  | "cms-structure"
  | "cms-profile"
  | "content-integrity"
  | "signed-attributes"
  | "signing-certificate"
  | "signature-value"
  | "signature-kind"
  | "countersignature"
  | "repository-attributes"
  | "timestamp-structure"
  | "timestamp-imprint"
  | "timestamp-signature"
  | "timestamp-chain"
  | "timestamp-time"
  | "certificate-profile"
  | "chain"
  | "validity"
  | "revocation"
  | "repository-declaration"
  | "signer-allowlist"
  | "identity"
  | "pin"
  | "package-identity"
  | "policy-requirements";

/**
 * What one check found, before grading. `signature/` and `verify/` state these; `policy/grade.ts` makes a
 * {@link CheckResult} of each, with its findings turned into issues.
 */
export interface CheckFacts {
  readonly check: CheckId;
  readonly subject?: SignatureRef;
  /** `passed` with findings is possible: an advice, or a fact that a policy may weigh. */
  readonly status: CheckStatus;
  /** Why, for anything but `passed`. */
  readonly reason?: string;
  readonly findings: readonly Finding[];
}
/** What became of a check. `unknown`: the answer could not be had. `skipped`: another failure came first, or nothing asked for it. */
export type CheckStatus = "passed" | "failed" | "unknown" | "skipped";

/** Every check appears, whatever happened. `unknown` means that the answer could not be had. */
export interface CheckResult {
  readonly check: CheckId;
  readonly subject?: SignatureRef;
  readonly status: CheckStatus;
  /** Why, for anything but `passed`: `an earlier check failed: content-integrity`. */
  readonly reason?: string;
  /** Where the check comes from: an RFC with its section, or a format's rule. */
  readonly rule: string;
  readonly issues: readonly Issue[];
}

/** An address that was asked for the issuer of a certificate (RFC 5280 §4.2.2.1), and what came of it. */
export interface IssuerAttempt {
  /** The URL that the certificate names, without what may be secret in it. */
  readonly origin: string;
  /** `not-asked`: a limit of the run on addresses, bytes or time was reached before. */
  readonly result: "found" | "timeout" | "unavailable" | "invalid" | "too-large" | "blocked" | "not-asked";
  /** How many certificates came: candidates like any other. */
  readonly certificates: number;
}

/** One piece of evidence that was looked at, or one place that was asked, and what came of it. */
export interface RevocationAttempt {
  readonly method: "ocsp" | "crl";
  /** The URL, without what may be secret in it, or words for where the evidence lay. */
  readonly origin: string;
  readonly result: "good" | "revoked" | "unknown" | "unavailable" | "invalid" | "stale" | "blocked";
  /** Of an attempt without an answer, where it is known: what it failed of (the name, the connection, TLS, the time, the HTTP status). A sentence. */
  readonly problem?: string;
  /** As the evidence says, where it could be read (RFC 5280 §5.1.2.4, RFC 6960 §4.2.2.1). */
  readonly thisUpdate?: Date;
  readonly nextUpdate?: Date;
}
