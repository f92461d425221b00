/**
 * Small words that every room above shares: hash names, purposes, references to certificates and signatures.
 */

/** SHA-2 only. SHA-1 is read where a format forces it (AKI, OCSP CertID) and never relied on. */
export type HashName = "sha256" | "sha384" | "sha512";
/** Digest of a certificate's DER, `sha256:` and so on, then lower-case hex. */
export type Fingerprint = `${HashName}:${string}`;
/** Where "now" comes from. Called once per verification. */
export type Clock = () => Date;
/** How a point in time was established; a verdict always says which one it used. */
export type TimeOrigin = "clock" | "caller" | "timestamp";
/** What a trust anchor may be used for. Derived purposes (OCSP, CRL signing) follow from the issuer. */
export type Purpose = "code-signing" | "timestamping";
/** RFC 5126 §5.11.1 commitment types, as NuGet uses them. */
export type SignatureKind = "author" | "repository";
/** Where a signature stands: the package's own SignerInfo, or a countersignature on it (RFC 5652 §11.4). */
export type SignaturePlacement = "primary" | "countersignature";

/** The short form in which issues name a certificate. */
export interface CertificateRef {
  /** RFC 4514. */
  readonly subject: string;
  readonly fingerprint: Fingerprint;
  /** Place in the chain: 0 is the signer, counting towards the anchor. */
  readonly depth?: number;
}
/** Which signature of a package is meant. */
export interface SignatureRef {
  readonly kind: SignatureKind;
  readonly placement: SignaturePlacement;
  /** Set when the finding concerns the signature's timestamp rather than the signature itself. */
  readonly timestamp?: boolean;
}

/**
 * Name and version of a package, as its signed bytes spell them; comparing is the caller's (ids without case, versions as the
 * ecosystem normalises them).
 */
export interface PackageIdentity {
  readonly id: string;
  readonly version: string;
}
