import type { Purpose } from "../report/index.js";
import type { Certificate } from "../x509/index.js";

/** RFC 5280 §6.1.1(d): a certificate, or a name and key with constraints. */
export interface TrustAnchorInput {
  /** DER of one certificate. */
  readonly certificate?: Uint8Array;
  /** DER of a Name, a SubjectPublicKeyInfo and, if there are any, NameConstraints. */
  readonly nameAndKey?: {
    readonly subject: Uint8Array;
    readonly publicKeyInfo: Uint8Array;
    readonly nameConstraints?: Uint8Array;
  };
  readonly purposes: readonly Purpose[];
  /**
   * Trusted for signatures made in this window, on top of the certificate's own validity. For `code-signing` the time is
   * that of a verified timestamp, with its accuracy to either side, else the verification's. For `timestamping` it is always
   * the verification's: an authority that is no longer trusted could choose its genTime.
   */
  readonly trustedFrom?: Date;
  readonly trustedUntil?: Date;
  /** Where it comes from, for the report: `dotnet-sdk 10.0 codesignctl.pem`. */
  readonly origin: string;
}

/** A trust anchor, read: what a path may end at. */
export interface TrustAnchor {
  /** DER of the Name. */
  readonly subject: Uint8Array;
  /** DER of the SubjectPublicKeyInfo. */
  readonly publicKeyInfo: Uint8Array;
  /** Absent for an anchor that was given as name and key. */
  readonly certificate?: Certificate;
  /** DER of NameConstraints: those given, or those of the certificate (RFC 5937 §3.2 lets an anchor restrict itself). */
  readonly nameConstraints?: Uint8Array;
  readonly purposes: readonly Purpose[];
  /** Milliseconds since 1970; both ends belong to the window. */
  readonly trustedFrom?: number;
  readonly trustedUntil?: number;
  readonly origin: string;
}

/**
 * An anchor that may not have been read yet. What a store needs to find, list and remove it is known without reading.
 */
export interface AnchorEntry {
  /** Says what is trusted, and is the same for the same certificate (or name and key) in every store. */
  readonly id: AnchorId;
  readonly purposes: readonly Purpose[];
  readonly trustedFrom?: number;
  readonly trustedUntil?: number;
  /** {@link nameHash} of the subject. */
  readonly nameHash: number;
  /** Reads it at the first call. */
  read(): TrustAnchor;
}
/** SHA-256, in hex, of a certificate's DER, or of the parts of a name and key. */
export type AnchorId = `certificate ${string}` | `name-and-key ${string}`;
