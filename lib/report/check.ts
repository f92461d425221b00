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
export type CheckStatus = "passed" | "failed" | "unknown" | "skipped";

/** Every check appears, whatever happened. `unknown` means that the answer could not be had. */
export interface CheckResult {
  readonly check: CheckId;
  readonly subject?: SignatureRef;
  readonly status: CheckStatus;
  /** Why, for anything but `passed`: `an earlier check failed: content-integrity`. */
  readonly reason?: string;
  readonly rule: string;
  readonly issues: readonly Issue[];
}

export interface RevocationAttempt {
  readonly method: "ocsp" | "crl";
  readonly origin: string;
  readonly result: "good" | "revoked" | "unknown" | "unavailable" | "invalid" | "stale" | "blocked";
  readonly thisUpdate?: Date;
  readonly nextUpdate?: Date;
}
