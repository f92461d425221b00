import type { CertificateRef, HashName, IssuerAttempt, RevocationAttempt, SignatureRef } from "../report/index.js";
import type { Certificate } from "../x509/index.js";

/**
 * How far a signer is proven. Only `validated` and `listed` (`allowUntrustedRoot`) prove a name: under `vouched` it is
 * whatever the package's maker wrote.
 */
export type Standing = "validated" | "listed" | "vouched" | "failed" | "not-judged";

/** One signature of a package, as a verdict or an inspection tells it. */
export interface SignatureReport extends SignatureRef {
  /** Its name by the profile; what stands there if it is another. */
  readonly hash: HashName | (string & {});
  readonly algorithm: string;
  readonly standing: Standing;
  readonly signer?: Certificate;
  /** Signer first, anchor last; present when a path was found, trusted or not. */
  readonly chain?: readonly Certificate[];
  readonly anchor?: { readonly name: string; readonly origin: string };
  /** What the signer claims (signing-time); proves nothing. */
  readonly claimedTime?: Date;
  readonly timestamps: readonly TimestampReport[];
  readonly repository?: { readonly serviceIndex: string; readonly owners: readonly string[] };
  readonly matched?: { readonly entry: string };
  readonly revocation: readonly RevocationReport[];
  /** Addresses that were asked for missing issuers, of the signer's chain and its timestamps'; absent where none was. */
  readonly fetched?: readonly IssuerAttempt[];
}

/** What is known of one certificate of a chain, and from where. */
export interface RevocationReport {
  readonly certificate: CertificateRef;
  readonly status: "good" | "revoked" | "unknown" | "not-checked";
  readonly attempts: readonly RevocationAttempt[];
}

/** A timestamp that could be read (RFC 3161 §2.4.2), believed or not: the checks say which. */
export interface TimestampReport {
  readonly genTime: Date;
  /** Milliseconds to either side of `genTime`; 0 where the token gives none. */
  readonly accuracyMs: number;
  /** The authority's policy, dotted. */
  readonly policyOid: string;
  /** Hex of the INTEGER's octets. */
  readonly serialNumber: string;
  /** The certificate that signed it, where the token has one that fits. */
  readonly authority?: Certificate;
}
