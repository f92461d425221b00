import type { RevocationAttempt } from "../report/index.js";
import type { Certificate, CrlReason } from "../x509/index.js";
import type { RevocationMethod } from "./evidence.js";

/** That a certificate is revoked, as authentic evidence says it. Times are milliseconds since 1970. */
export interface Revocation {
  readonly revokedAt: number;
  readonly reason: CrlReason;
  /** Whether the evidence gives it; one that is left out is `unspecified`, and for an authority that is not the same. */
  readonly isReasonGiven: boolean;
  /** When the key is believed to have been lost, or the certificate to have become wrong (RFC 5280 §5.3.2). */
  readonly invalidityDate: number | undefined;
  readonly origin: string;
  readonly method: RevocationMethod;
}

/** What a revocation means for what was signed. */
export interface RevocationEffect {
  /** From when on it holds: the earlier of revocation and invalidity date. */
  readonly effectiveAt: number;
  readonly relativeTo: "before-timestamp" | "after-timestamp" | "no-timestamp";
  /** Whether the signature stands nevertheless. */
  readonly stands: boolean;
}

/** The answer for one certificate of a chain. `unknown` is never good. */
export interface RevocationAnswer {
  readonly certificate: Certificate;
  /** In its chain, the end entity's being 0. */
  readonly depth: number;
  readonly status: "good" | "revoked" | "unknown" | "not-checked";
  /** Everything that was looked at for it, in order. */
  readonly attempts: readonly RevocationAttempt[];
  readonly revocation?: Revocation & RevocationEffect;
}
