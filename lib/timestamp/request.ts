import type { Eventual } from "../bytes/index.js";
import type { CmsLimits } from "../cms/index.js";
import type {
  CertificateBag,
  IssuerSource,
  PathContext,
  PathOutcome,
  PathProfile,
  ValidatedChain,
} from "../path/index.js";
import type { Finding, HashName, Result, TimeOrigin } from "../report/index.js";
import type { TrustStore } from "../trust/index.js";
import type { Certificate } from "../x509/index.js";
import type { OpenedToken } from "./opened-token.js";
import type { TimestampToken } from "./token.js";
import type { VerifiedTimestamp } from "./verified-timestamp.js";

/** What a token is judged against. */
export interface TimestampRequest {
  /** DER of the token. */
  readonly token: Uint8Array;
  /** The same, if it has been opened already. */
  readonly opened?: Result<OpenedToken> | undefined;
  /** The octets that it must have stamped: a signature value. */
  readonly stamped: Uint8Array;
  readonly limits: CmsLimits;
  /** Hashes that imprint and signature may use. */
  readonly hashes: readonly HashName[];
  readonly profile: PathProfile;
  readonly trust: TrustStore;
  readonly context: PathContext;
  /** The run's time, in milliseconds since 1970, and where it comes from. */
  readonly now: number;
  readonly nowFrom: TimeOrigin;
  readonly issuers?: IssuerSource | undefined;
  /** Revocation, as of the run: findings that refuse this chain. */
  readonly accept?:
    | ((chain: ValidatedChain, token: TimestampToken, bag: CertificateBag) => Eventual<readonly Finding[]>)
    | undefined;
}

/** The checks of a timestamp, in order. */
export type TimestampStep =
  | "timestamp-structure"
  | "timestamp-imprint"
  | "timestamp-signature"
  | "timestamp-chain"
  | "timestamp-time";

/** What each check found. A check that is not listed did not run: `stoppedBy` says why. */
export interface TimestampOutcome {
  readonly steps: ReadonlyMap<TimestampStep, readonly Finding[]>;
  readonly stoppedBy: TimestampStep | undefined;
  readonly token: TimestampToken | undefined;
  readonly authority: Certificate | undefined;
  readonly path: PathOutcome | undefined;
  /** Bytes of the token that no signature covers and no authority leaves so. */
  readonly unsigned: readonly Finding[];
  /** Present only if nothing at all speaks against the token. */
  readonly verified: VerifiedTimestamp | undefined;
}
