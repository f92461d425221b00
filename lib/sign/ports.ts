import type { SignatureAlgorithm } from "../crypto/index.js";
import type { HashName, SignatureKind } from "../report/index.js";

/**
 * A private key that may live anywhere: memory, PFX, token, KMS. Use one object for many packages: what follows from the
 * bytes of its certificates is kept with it, and found out once. Trust, dates and values are judged in each call.
 */
export interface Signer {
  /** DER of the signer's certificate, then of its issuers, in order, without the root. */
  readonly certificates: readonly Uint8Array[];
  readonly algorithm: SignatureAlgorithm;
  /** Shown in reports and progress, `AWS KMS key 1f2e…`; never a secret. */
  readonly label: string;
  /** @returns the signature value as CMS holds it: for ECDSA the DER of ECDSA-Sig-Value (RFC 5480 §A). */
  sign(request: SignRequest): Promise<Uint8Array>;
}
/** What a {@link Signer} is asked to sign. */
export interface SignRequest {
  /** DER of the SET OF signed attributes (RFC 5652 §5.4): what is signed. */
  readonly message: Uint8Array;
  /** Its digest, for devices that sign a digest. */
  readonly digest: Uint8Array;
  /** The hash of `digest`. */
  readonly hash: HashName;
  readonly kind: SignatureKind;
  readonly signal?: AbortSignal;
}

/** Carries an RFC 3161 request to an authority and brings back the answer, unread. */
export interface TimestampSource {
  /** Shown in reports and progress; never a secret. */
  readonly label: string;
  /** @returns DER TimeStampResp. @throws {TransportError} the next source is then tried. */
  request(timeStampReq: Uint8Array, options: { readonly signal?: AbortSignal }): Promise<Uint8Array>;
}

/**
 * Lets time pass: resolves after `ms` milliseconds, or as soon as `signal` fires. It never rejects. Time itself is not
 * read here; deadlines and the pauses between tries are all that this is for.
 */
export type Pause = (ms: number, signal: AbortSignal) => Promise<void>;
