import type { Fingerprint, Purpose } from "../report/index.js";
import type { Certificate } from "../x509/index.js";

/** RFC 5280 §6.1.1(d): a certificate, or a name and key with constraints. */
export interface TrustAnchorInput {
  readonly certificate?: Uint8Array;
  readonly nameAndKey?: {
    readonly subject: Uint8Array;
    readonly publicKeyInfo: Uint8Array;
    readonly nameConstraints?: Uint8Array;
  };
  readonly purposes: readonly Purpose[];
  /**
   * Trusted for signatures made in this window, on top of the certificate's own validity. For `code-signing` the time is
   * that of a verified timestamp, else the verification's. For `timestamping` it is always the verification's: an authority
   * that is no longer trusted could choose its genTime.
   */
  readonly trustedFrom?: Date;
  readonly trustedUntil?: Date;
  /** Where it comes from, for the report: `dotnet-sdk 10.0 codesignctl.pem`. */
  readonly origin: string;
}

/** An anchor as the path search meets it. */
export interface TrustAnchor {
  /** DER Name and SubjectPublicKeyInfo: always the same slices, so that keys can be kept by them. */
  readonly subject: Uint8Array;
  readonly publicKeyInfo: Uint8Array;
  /** Absent for an anchor given as name and key. */
  readonly certificate: Certificate | undefined;
  /** DER NameConstraints laid on an anchor given as name and key. */
  readonly nameConstraints: Uint8Array | undefined;
  readonly purposes: readonly Purpose[];
  /** Milliseconds since 1970. */
  readonly trustedFrom: number | undefined;
  readonly trustedUntil: number | undefined;
  readonly origin: string;
}

/** Immutable, indexed by subject; a root is parsed when first used. Anchors are trusted for their `purposes` alone. */
export interface TrustStore {
  readonly name: string;
  /** SHA-256 over the sorted entries: two stores with one digest trust the same. */
  readonly digest: Fingerprint;
  readonly size: number;
  /**
   * Anchors whose subject matches by RFC 5280 §7.1, those with the very bytes first; anchors of every purpose, so that
   * "trusted, but for something else" can be said. For `path/`.
   */
  anchorsNamed(subject: Uint8Array): readonly TrustAnchor[];
  /** A new store with more anchors. */
  with(anchors: readonly TrustAnchorInput[], name?: string): Promise<TrustStore>;
  /** A new store without these, however they came in. */
  without(fingerprints: readonly Fingerprint[], name?: string): Promise<TrustStore>;
}
