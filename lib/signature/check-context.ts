import type { Eventual } from "../bytes/index.js";
import type { CmsLimits } from "../cms/index.js";
import type { SignatureProfile } from "../formats/index.js";
import type {
  CertificateBag,
  IssuerSource,
  PathContext,
  PathOutcome,
  PathProfiles,
  PathTimes,
  UnanchoredChain,
  ValidatedChain,
} from "../path/index.js";
import type { Finding, TimeOrigin } from "../report/index.js";
import type { TimestampToken } from "../timestamp/index.js";
import type { TrustStore } from "../trust/index.js";
import type { OpenedTokens } from "./begin.js";
import type { SignatureElement } from "./read.js";

/** What every check of one run shares: read once, then passed down. */
export interface CheckContext {
  readonly profile: SignatureProfile;
  readonly profiles: PathProfiles;
  readonly limits: CmsLimits & { readonly timestamps: number };
  readonly trust: TrustStore;
  readonly path: PathContext;
  /** The run's time in milliseconds since 1970, and where it comes from. */
  readonly now: number;
  readonly nowFrom: TimeOrigin;
  readonly issuers: IssuerSource | undefined;
  /** Absent: revocation is not asked about. */
  readonly revocation: RevocationHooks | undefined;
  /** Tokens that have been opened already. */
  readonly opened?: OpenedTokens | undefined;
  /** A chain that was validated by the same trust and profile before, in the same call. */
  readonly known?: KnownChain | undefined;
}

/** A validated chain, and the times that it was validated at. */
export interface KnownChain {
  readonly path: Extract<PathOutcome, { kind: "validated" }>;
  readonly times: PathTimes;
}

/** How the checks ask about revocation: the answers are collected by whoever made the hooks. */
export interface RevocationHooks {
  /**
   * @param signedAt the latest time of signing in milliseconds since 1970, by a verified timestamp.
   * @returns `undefined` if nobody would be asked.
   */
  forSigner(element: SignatureElement, bag: CertificateBag, signedAt: number | undefined): Accept | undefined;
  forTimestamp(element: SignatureElement): AcceptAuthority;
}

/** The same for the chain of a token's authority. */
export type AcceptAuthority = (
  chain: ValidatedChain,
  token: TimestampToken,
  bag: CertificateBag,
) => Eventual<readonly Finding[]>;

/** Findings that refuse a chain that is otherwise right, or whose faults are let pass. */
export type Accept = (chain: AskedChain) => Eventual<readonly Finding[]>;

/** A chain up to an anchor, or up to a root that something stands in for. */
export type AskedChain =
  | Pick<ValidatedChain, "certificates" | "anchor">
  | Pick<UnanchoredChain, "certificates" | "root">;
