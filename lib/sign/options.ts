import type { Segment } from "../bytes/index.js";
import type { CryptoProvider } from "../crypto/index.js";
import type { PackageFormat } from "../formats/index.js";
import type { Clock, Fields, HashName, Issue, SignatureKind } from "../report/index.js";
import type { TrustStore } from "../trust/index.js";
import type { SignatureReport } from "../verdict/index.js";
import type { Pause, Signer, TimestampSource } from "./ports.js";

/** A timestamp is asked for, or left out in so many words. */
export type TimestampChoice = TimestampOptions | "none";
/** Whom to ask for a timestamp (RFC 3161), how often and how long. */
export interface TimestampOptions {
  /** Tried in order until one answers well. */
  readonly sources: readonly TimestampSource[];
  /** For each source, retries included. Default 10 000 milliseconds. */
  readonly deadlineMs?: number;
  /** Tries of each source, with growing pauses between. Default 3. */
  readonly attempts?: number;
  /** Of the signature value, in the messageImprint of the request. Default `sha256`. */
  readonly hash?: HashName;
  /** The answer's chain must end here before it is used. Default: the `trust` of the call. */
  readonly trust?: TrustStore;
  /** How deadlines and pauses pass. Default: the platform's timers. */
  readonly pause?: Pause;
}
/** What every call that makes or stamps a signature needs beside the package. */
export interface SigningContext {
  readonly clock: Clock;
  readonly timestamp: TimestampChoice;
  /** What the result is checked against before it is returned. */
  readonly trust: TrustStore;
  /** Default: the platform's. */
  readonly crypto?: CryptoProvider;
  /** The file's name, as messages about it should have it. */
  readonly name?: string;
  /** The name under which the result will be kept, for commands about it. Default: `name`. */
  readonly outputName?: string;
  /** Default: recognised by the bytes. */
  readonly format?: PackageFormat;
  /** The former `.p7s`, for detached formats. */
  readonly signature?: Uint8Array;
  readonly signal?: AbortSignal;
  /** Called as each stage begins, goes on and ends. */
  readonly onProgress?: (progress: Progress) => void;
}
/** What opening a package needs, by kinds. */
export const OPENING_FIELDS: Fields = {
  name: "text?",
  format: "format?",
  signature: "bytes?",
  signal: "signal?",
  onProgress: "function?",
};
/** Of {@link SigningContext}; `timestamp` is read by itself. */
export const CONTEXT_FIELDS: Fields = {
  ...OPENING_FIELDS,
  clock: "clock",
  trust: "trust",
  crypto: "crypto?",
  outputName: "text?",
};
/** Of a call with a signer. */
export const SIGNER_FIELDS: Fields = { ...CONTEXT_FIELDS, signer: "object" };
/** Of a call that makes a primary signature. */
export const PRIMARY_FIELDS: Fields = { ...SIGNER_FIELDS, overwrite: "flag?" };
/** How far a stage is: bytes while hashing, steps elsewhere. */
export interface Progress {
  readonly stage: "reading" | "hashing" | "signing" | "timestamping" | "checking";
  readonly done: number;
  readonly total: number;
}
/** For {@link signPackage}. */
export interface SignOptions extends SigningContext {
  readonly signer: Signer;
  /** Default `author`. `repository` needs {@link RepositoryClaims}. */
  readonly kind?: SignatureKind;
  readonly repository?: RepositoryClaims;
  /** Of the content and of the signature. Default `sha256`. */
  readonly hash?: HashName;
  /** Replace an existing signature, its countersignatures included. Default false. */
  readonly overwrite?: boolean;
}
/** For {@link countersignPackage}. */
export interface CountersignOptions extends SigningContext {
  readonly signer: Signer;
  readonly repository: RepositoryClaims;
  /** Of the signature. Default `sha256`. */
  readonly hash?: HashName;
}
/** Attributes nuget-v3-service-index-url and nuget-package-owners. */
export interface RepositoryClaims {
  /** Absolute https URL. */
  readonly serviceIndex: string;
  readonly owners?: readonly string[];
}

/** The result, not yet written anywhere. The input is never changed. */
export interface SignedPackage {
  /** DER of the CMS ContentInfo. */
  readonly signature: Uint8Array;
  /** The new file as segments over the input; `undefined` when the signature is kept beside it. */
  readonly segments: readonly Segment[] | undefined;
  /** The new file in slices of at most 4 MiB; for a detached format, the signature's bytes. */
  chunks(): AsyncIterable<Uint8Array>;
  /** For small packages. */
  toBytes(): Promise<Uint8Array>;
  /** The signature that was made or stamped, as a verification would tell of it; without revocation, which is not asked about. */
  readonly report: SignatureReport;
  /** Never of severity error. `timestamp-omitted` appears here. */
  readonly issues: readonly Issue[];
}

/** A package without its signature. */
export interface UnsignedPackage {
  readonly segments: readonly Segment[];
  /** The file in slices of at most 4 MiB. */
  chunks(): AsyncIterable<Uint8Array>;
}
