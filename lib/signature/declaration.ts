import { type Finding, type Fingerprint, found } from "../report/index.js";
import { type Certificate, certificateRef } from "../x509/index.js";
import type { SignatureElement } from "./read.js";

/** Certificates that a repository declares as its own (RepositorySignatures 4.7.0, 4.9.0, 5.0.0). */
export interface RepositoryDeclaration {
  /** Every package of the repository is signed by it: an unsigned one is not from there. */
  readonly allRepositorySigned: boolean;
  readonly certificates: readonly {
    readonly fingerprints: readonly Fingerprint[];
    readonly subject: string;
    readonly issuer: string;
    readonly notBefore: Date;
    readonly notAfter: Date;
    /** Where its DER lies: an https URL. */
    readonly contentUrl: string;
  }[];
}

/** Finds what a repository declares; it is asked with the service index that a signature names. */
export interface RepositoryDeclarationSource {
  /**
   * @returns `undefined` if the repository declares nothing. @throws {TransportError} nobody answered. Whatever else it throws
   *   means the same, and so does an answer that is no declaration.
   */
  find(serviceIndex: string, options: { readonly signal?: AbortSignal }): Promise<RepositoryDeclaration | undefined>;
}

/** Every fingerprint that a repository declares. */
export function declaredFingerprints({ certificates }: RepositoryDeclaration): readonly Fingerprint[] {
  return certificates.flatMap(({ fingerprints }) => fingerprints);
}

/**
 * Whether a repository's signature was made with a certificate that the repository declares (NU3034). A repository that
 * declares nothing binds nobody.
 *
 * @param aliases the certificate's fingerprints by other hashes than SHA-256.
 */
export function declarationFindings(
  { repository }: SignatureElement,
  certificate: Certificate,
  declaration: RepositoryDeclaration,
  aliases: readonly Fingerprint[],
): readonly Finding[] {
  const declared = declaredFingerprints(declaration);
  const own = [certificate.fingerprint, ...aliases];
  if (own.some((fingerprint) => declared.includes(fingerprint))) return [];
  const serviceIndex = repository?.claims?.serviceIndex ?? "";
  return [
    found("repository-certificate-undeclared", { serviceIndex, certificate: certificateRef(certificate, 0), declared }),
  ];
}
