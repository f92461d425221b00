import type { Eventual } from "../bytes/index.js";
import type { Finding, IssuerAttempt, TimeOrigin } from "../report/index.js";
import type { TrustAnchor, TrustStore } from "../trust/index.js";
import type { Certificate } from "../x509/index.js";
import type { CertificateBag } from "./certificate-bag.js";
import type { UnanchoredChain, ValidatedChain } from "./chain.js";
import type { PathContext } from "./context.js";
import type { PathProfile, PathPurpose } from "./profile.js";

/** The times at which a chain is judged, in milliseconds since 1970. */
export interface PathTimes {
  /** Every certificate of the chain, the anchor's included, must be valid at it, both ends included (RFC 5280 §6.1.3(a)(2)). */
  readonly at: number;
  /**
   * Lower end of an interval up to `at` that the end entity must cover as well; both ends then strictly, as NuGet
   * compares a timestamp's limits (`Timestamp.LowerLimit`, `UpperLimit`).
   */
  readonly from?: number;
  /**
   * CAs and anchors may begin later than `at`, up to this. A CA that renews its certificate on one key, or is signed anew
   * by another root, vouches afresh for what it issued; NuGet judges no CA's dates at all, and real packages rely on it.
   * Left out: `at`, as RFC 5280 has it.
   */
  readonly issuersBegunBy?: number;
  /** The end entity must have begun by now (NuGet: NU3017). */
  readonly now: number;
  /** The time that anchors' windows are compared with, both ends included. */
  readonly anchorAt: number;
  /** Lower end of an interval up to `anchorAt` that must lie inside those windows as a whole. */
  readonly anchorFrom?: number;
  /** Where `at` comes from, for findings. */
  readonly origin: TimeOrigin;
}

/** Inputs (c), (e), (f) and (g) of RFC 5280 §6.1.1. */
export interface PathPolicies {
  /** user-initial-policy-set; absent or empty: any policy. */
  readonly initial?: readonly string[];
  readonly requireExplicit?: boolean;
  readonly inhibitMapping?: boolean;
  readonly inhibitAny?: boolean;
}

/** Missing intermediates, by AIA or from a cache (RFC 5280 §4.2.2.1). Optional; its answers are only candidates. */
export interface IssuerSource {
  /** @returns DER, one certificate each. What it throws means that it has no answer; it may note why. */
  find(certificate: Certificate, options: IssuerQuestion): Promise<readonly Uint8Array[]>;
  /** A source for one run (a package, or a batch), which shares what it fetches, its outages and its deadline. */
  forRun?(): IssuerSource;
}

/** How an issuer is asked for. */
export interface IssuerQuestion {
  readonly signal?: AbortSignal;
  /** Told of each address that was asked, for the report; a source that has none tells nothing. */
  readonly note?: (attempt: IssuerAttempt) => void;
}

/** What the search needs of a trust list; a `TrustStore` is one. */
export type AnchorSource = Pick<TrustStore, "name" | "anchorsNamed">;

/** One question to the path search. */
export interface PathRequest {
  readonly endEntity: Certificate;
  /** Certificates that came along: candidates only, of any origin. The end entity may be among them. */
  readonly bag: CertificateBag;
  readonly trust: AnchorSource;
  readonly purpose: PathPurpose;
  readonly profile: PathProfile;
  readonly times: PathTimes;
  readonly policies?: PathPolicies;
  readonly context: PathContext;
  /** Asked only when no path is found without. Each answer may be asked about again, within the budgets. */
  readonly issuers?: IssuerSource | undefined;
  /**
   * Last word on a chain that is otherwise right: revocation. Findings refuse this candidate, and the search goes on.
   */
  readonly accept?: ((chain: ValidatedChain) => Eventual<readonly Finding[]>) | undefined;
}

/** A candidate chain that failed, beside the one that is reported. */
export interface OtherFailure {
  readonly certificates: readonly Certificate[];
  /** Its likeliest cause. */
  readonly finding: Finding;
}

/** What the search found, with what was fetched for it. A bad chain is a value; nothing here throws. */
export type PathOutcome = FoundPath & {
  /** Addresses that were asked for missing issuers; absent where none was. */
  readonly fetched?: readonly IssuerAttempt[];
};

/** What the search found in one bag. */
export type FoundPath =
  | {
      readonly kind: "validated";
      readonly chain: ValidatedChain;
      /** Of class assurance or advice only. */
      readonly findings: readonly Finding[];
    }
  | {
      readonly kind: "unanchored";
      readonly chain: UnanchoredChain;
      /** `chain-root-untrusted`, then any of class assurance or advice. */
      readonly findings: readonly Finding[];
      readonly otherFailures: readonly OtherFailure[];
    }
  | {
      readonly kind: "failed";
      /** The best candidate: the end entity first; its anchor's certificate or root last, where it reached one. */
      readonly certificates: readonly Certificate[];
      /** Where good signatures lead that candidate to one. */
      readonly anchor?: TrustAnchor;
      /** Everything that is wrong with the best candidate, likeliest cause first: no finding hides another. */
      readonly findings: readonly Finding[];
      /** Best first, at most 16. */
      readonly otherFailures: readonly OtherFailure[];
    };
