import { asSource, type PackageSource } from "../lib/bytes/index.js";
import { formats } from "../lib/formats/index.js";
import { CertificateBag, CertificateMemory } from "../lib/path/index.js";
import { readCertificateFacts } from "../lib/path/certificate-facts.js";
import { defaultBudgets } from "../lib/policy/index.js";
import { readPackageSignature } from "../lib/signature/index.js";
import { readTimestampToken } from "../lib/timestamp/index.js";
import type { Certificate } from "../lib/index.js";

/**
 * Reads what a verification reads of a signature (the messages, the tokens and, where no chain is known, the certificates with
 * their extensions and keys) and judges nothing: no signature, no chain, no time, no report. Together with what the platform
 * takes it is less than any verification here can take.
 *
 * @returns what reads one; it throws if the signature cannot be read.
 */
export function signatureReading(knowsChains: boolean): (der: Uint8Array) => number {
  const known = new CertificateMemory();
  return (der) => {
    // A certificate that comes twice is read once; those of known chains are not read again.
    const memory = knowsChains ? known : new CertificateMemory();
    const read = readPackageSignature(der, defaultBudgets, memory);
    if (!read.ok) throw new Error("the signature cannot be read");
    const { bag, primary, countersignatures } = read.value;
    const certificates = new Set(bag.certificates);
    for (const token of [primary, ...countersignatures].flatMap(({ timestamps }) => timestamps)) {
      const stamp = readTimestampToken(token, defaultBudgets);
      if (!stamp.ok) throw new Error("a timestamp cannot be read");
      const own = CertificateBag.read(stamp.value.signedData.certificates, memory);
      for (const certificate of own.certificates) certificates.add(certificate);
    }
    return knowsChains ? 0 : extensionsIn(certificates);
  };
}

/** The same of a package, with what it takes to find its signature. */
export function readingPart(knowsChains: boolean): (package_: PackageSource) => Promise<number> {
  const read = signatureReading(knowsChains);
  return async (package_) => {
    const { signature } = await formats.nupkg.open(asSource(package_), undefined, defaultBudgets);
    if (signature === undefined) throw new Error("the package has no signature");
    return read(signature);
  };
}

function extensionsIn(certificates: Iterable<Certificate>): number {
  let extensions = 0;
  for (const certificate of certificates) {
    extensions += readCertificateFacts(certificate).certificate.extensions.length;
    if ("offset" in certificate.keyFacts) throw new Error("a key cannot be read");
  }
  return extensions;
}
