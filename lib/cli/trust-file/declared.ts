import type { Certificate, RepositoryDeclaration } from "../../index.js";
import { fetchDeclaredCertificate, httpRepositorySource } from "../../node/index.js";
import { type Fingerprint, shown, TransportError } from "../../report/index.js";
import type { Invocation } from "../invocation.js";
import { revocationSettings } from "../verifier-options.js";

/** One of a repository's certificates, as it declares it. */
export type Declared = RepositoryDeclaration["certificates"][number];

/** Repositories declare one to five. Each is fetched from where they say, and one answer has room for three thousand. */
const MOST_CERTIFICATES = 32;

/**
 * What a repository declares now, whatever is kept.
 *
 * @throws {TransportError} nobody answered, or nothing that could be read, or it declares more than anybody would look at.
 * @throws {ConfigError} it is no https URL.
 */
export async function declarationNow(
  serviceIndex: string,
  call: Invocation,
): Promise<RepositoryDeclaration | undefined> {
  const settings = { ...revocationSettings(call), clock: call.clock };
  const source = httpRepositorySource({ ...settings, serviceIndexes: [serviceIndex], mode: "refresh" });
  const declaration = await source.find(serviceIndex, { signal: call.signal });
  const count = declaration?.certificates.length ?? 0;
  if (count > MOST_CERTIFICATES) throw tooMany(new URL(serviceIndex), count);
  return declaration;
}

function tooMany({ host }: URL, count: number): TransportError {
  return new TransportError({
    reason: "too-large",
    target: host,
    retryable: false,
    message: `The repository ${host} declares ${count} certificates, where at most ${MOST_CERTIFICATES} are looked at.`,
    remedy: "Ask the repository's operator, or name the certificates yourself.",
  });
}

/**
 * The certificates themselves, from where the repository says that they are; asked for at once, so that each may take as long
 * as an exchange may, and all together no longer. Of one that could not be had, the {@link TransportError}.
 */
export function certificatesOf(
  serviceIndex: string,
  declared: readonly Declared[],
  call: Invocation,
): Promise<readonly PromiseSettledResult<Certificate>[]> {
  const { allowAddresses = [] } = revocationSettings(call);
  const options = { allowAddresses, signal: call.signal };
  return Promise.allSettled(declared.map((one) => fetchDeclaredCertificate(serviceIndex, one, options)));
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
