import type { BudgetName, Result, RevocationAttempt } from "../report/index.js";
import type { Certificate } from "../x509/index.js";
import type { Revocation } from "./answer.js";
import type { CandidateIndex } from "./candidates.js";
import type { RevocationContext } from "./context.js";
import type { JudgedChain } from "./delegate.js";
import type { RevocationEvidence } from "./evidence.js";
import type { EvidenceReadings } from "./readings.js";

/** What every judgement of one chain shares. */
export interface Judging {
  readonly context: RevocationContext;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly skewMs: number;
  /** Whether evidence counts that was made after a certificate had expired and does not say that it still speaks of such. */
  readonly silenceCounts: boolean;
  readonly readings: EvidenceReadings;
  readonly candidates: CandidateIndex;
  /** Absent while a delegate itself is asked about: nobody answers for it but its issuer (a depth of one). */
  readonly delegates: Delegates | undefined;
  /** What was sent along to keep old answers from being played back (RFC 9654), if anything was. */
  readonly nonce: Uint8Array | undefined;
}

/** Others than the issuer who may sign evidence; each is validated once for a chain. */
export interface Delegates {
  validate(certificate: Certificate, purpose: "crl-signing" | "ocsp-signing"): Promise<Result<JudgedChain>>;
}

/** Evidence, and how it came to be here. */
export interface OfferedEvidence {
  readonly evidence: RevocationEvidence;
  /**
   * `embedded`: with the signature, for any certificate, chosen by whoever made the package. `kept`: a source had it at
   * hand, perhaps for another. `answer`: somebody was asked about this very certificate.
   */
  readonly from: "embedded" | "kept" | "answer";
}

/** Why evidence decided nothing; these become findings where the status stays unknown. */
export type EvidenceProblem =
  | { readonly kind: "invalid"; readonly method: "crl" | "ocsp"; readonly origin: string; readonly problem: string }
  | { readonly kind: "stale"; readonly origin: string; readonly nextUpdate: number }
  | { readonly kind: "unauthorized"; readonly origin: string; readonly responder: string }
  | { readonly kind: "budget"; readonly budget: BudgetName };

/** What the evidence of one kind says together. */
export interface MethodVerdict {
  readonly status: "good" | "revoked" | "unknown";
  readonly revocation?: Revocation;
  readonly attempts: readonly RevocationAttempt[];
  readonly problems: readonly EvidenceProblem[];
}
