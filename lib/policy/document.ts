import type { Budgets, IssueCode, Severity, SignatureKind, Waiver } from "../report/index.js";
import type { TrustedSigners } from "./trusted-signers.js";

/** A policy that is built in, the strictest first. */
export type PolicyName = "strict" | "standard" | "audit";
/** How far a policy may refuse (see {@link PolicyDocument}), the mildest first. */
export type PolicyLevel = "ignore" | "warn" | "require";
/** What is asked of a repository's countersignature (see {@link SignatureRules}). */
export type RepositoryRule = "ignore" | "verify-if-needed" | "verify-if-present" | "require";
/** What a timestamp that is not to be believed does (see {@link SignatureRules}). */
export type TimestampRule = "verify" | "use-if-good";
/** What a repository's countersignature may stand in for on an author's signature: a root that no list has, or an expired certificate. */
export type Vouchable = "untrusted-root" | "expiry";

/**
 * A policy as written in JSON; `countersign/schemas/policy-1.json` is its schema. Read once into a frozen `Policy`: a later
 * change of the object has no effect.
 */
export interface PolicyDocument {
  readonly version: 1;
  readonly name: string;
  /** Default `standard`. */
  readonly extends?: PolicyName;
  /**
   * A cap laid over the severities, after everything else. `require` (default): none. `warn`: `package-unsigned` and
   * inconclusive findings of class assurance (revocation) are reported, not refused; what is signed must verify, so a
   * spent budget or an unreadable version still refuses. `ignore`: only class integrity refuses.
   */
  readonly level?: PolicyLevel;
  /**
   * Only codes of class authenticity, assurance or advice; another one is a `ConfigError`. Holds for every package: an
   * exception for some is a waiver.
   */
  readonly severities?: { readonly [C in IssueCode]?: Severity };
  readonly signatures?: SignatureRules;
  readonly revocation?: RevocationPolicy;
  readonly signers?: TrustedSigners;
  readonly waivers?: readonly Waiver[];
  readonly budgets?: Partial<Budgets>;
}

/** Which signatures a policy asks for, and what they count for. */
export interface SignatureRules {
  /** Which kinds may be the primary signature. Default: both. */
  readonly primary?: readonly SignatureKind[];
  /**
   * `verify-if-needed`: a countersignature counts where it can vouch, as in NuGet's restore; that it can't refuses nothing,
   * unless it is false or malformed. `ignore`: not judged, and vouches for nothing.
   */
  readonly repository?: RepositoryRule;
  /**
   * `use-if-good`: a timestamp whose authority is not to be believed is reported and gives no time, as in NuGet's restore; one
   * that is false or malformed still refuses. Default: `verify`.
   */
  readonly timestamps?: TimestampRule;
  /**
   * What a valid repository countersignature may stand in for on the author's signature, as NuGet does: a root that is
   * not trusted (profile `nuget-v1` only), or expiry (by the countersignature's timestamp).
   * Default: standard both, strict expiry only.
   */
  readonly countersignatureVouches?: readonly Vouchable[];
}

/** Whether revocation is asked about, of whom, and what the answers do (RFC 5280 §6.3, RFC 6960). */
export interface RevocationPolicy {
  /** `offline`: caches, embedded and supplied evidence only. */
  readonly mode: "off" | "offline" | "online";
  /**
   * `require`: unknown refuses. `prefer`: unknown is reported. Sets the severities of `revocation-unknown` and
   * `revocation-stale`; naming those codes in `severities` as well is a `ConfigError`.
   */
  readonly need: "require" | "prefer";
  /** Whose certificates are asked about. Default: the signer's and the timestamp authority's. */
  readonly checks?: readonly ("signer" | "timestamp")[];
  /**
   * Revoked after a verified timestamp. `refuse`: as NuGet, whatever the reason. `by-reason`: the signature stands for
   * superseded, cessationOfOperation and affiliationChanged; for a timestamping certificate for unspecified too, if that is
   * given and not merely left out (RFC 3161 §4). keyCompromise always refuses, unless it is the signer's and its
   * invalidityDate is later than the timestamp. Default: standard by-reason, strict refuse.
   */
  readonly afterTimestamp?: "refuse" | "by-reason";
  /** Milliseconds of clock skew allowed on thisUpdate/nextUpdate. Default 300 000. */
  readonly skewMs?: number;
  /** Milliseconds for all look-ups of one verification together. Default 15 000. */
  readonly deadlineMs?: number;
}
