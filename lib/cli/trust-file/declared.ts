import type { Certificate, RepositoryDeclaration } from "../../index.js";
import { fetchDeclaredCertificate, httpRepositorySource } from "../../node/index.js";
import { type Fingerprint, shown } from "../../report/index.js";
import type { Invocation } from "../invocation.js";
import { revocationSettings } from "../verifier-options.js";

/** One of a repository's certificates, as it declares it. */
export type Declared = RepositoryDeclaration["certificates"][number];

/**
 * What a repository declares now, whatever is kept.
 *
 * @throws {TransportError} nobody answered, or nothing that could be read. @throws {ConfigError} it is no https URL.
 */
export async function declarationNow(
  serviceIndex: string,
  call: Invocation,
): Promise<RepositoryDeclaration | undefined> {
  const settings = { ...revocationSettings(call), clock: call.clock };
  const source = httpRepositorySource({ ...settings, serviceIndexes: [serviceIndex], mode: "refresh" });
  return source.find(serviceIndex, { signal: call.signal });
}

/** The certificate itself, from where the repository says that it is. @throws {TransportError} it could not be had. */
export function certificateOf(serviceIndex: string, declared: Declared, call: Invocation): Promise<Certificate> {
  const { allowAddresses = [] } = revocationSettings(call);
  return fetchDeclaredCertificate(serviceIndex, declared, { allowAddresses, signal: call.signal });
}

/** By which an entry names it: SHA-256 where that is declared. */
export function nameOf({ fingerprints }: Declared): Fingerprint {
  const [first = "sha256:"] = fingerprints;
  return fingerprints.find((one) => one.startsWith("sha256:")) ?? first;
}

/** Whose it is, and until when. */
export function describeCertificate({ subject, notAfter }: Certificate, name: Fingerprint): string {
  return `${name}, ${shown(subject)}, until ${notAfter.toISOString().slice(0, 10)}`;
}
