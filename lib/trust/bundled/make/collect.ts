import { fromBase64, toHex } from "../../../bytes/index.js";
import { type CryptoProvider, digestOf } from "../../../crypto/index.js";
import { DecodeError, type Purpose } from "../../../report/index.js";
import { type Certificate, readCertificate } from "../../../x509/index.js";
import type { RootsSource } from "../layout.js";

/** A PEM file as it was given. */
export interface Bundle {
  readonly label: string;
  readonly file: string;
  readonly purpose: Purpose;
  readonly bytes: Uint8Array;
}

/** A root, and the sources that it is in. */
export interface CollectedRoot {
  readonly certificate: Certificate;
  /** Bit n stands for the nth source. */
  readonly sources: number;
}

/** Each certificate once, in order of its SHA-256, whatever order the files have. */
export async function collectRoots(
  bundles: readonly Bundle[],
  provider: CryptoProvider,
): Promise<{ readonly sources: readonly RootsSource[]; readonly roots: readonly CollectedRoot[] }> {
  const byFingerprint = new Map<string, { readonly certificate: Certificate; sources: number }>();
  const sources: RootsSource[] = [];
  for (const [bit, bundle] of bundles.entries()) {
    const certificates = await readBundle(bundle, provider);
    for (const certificate of certificates) {
      const former = byFingerprint.get(certificate.fingerprint);
      if (former === undefined) byFingerprint.set(certificate.fingerprint, { certificate, sources: 1 << bit });
      else former.sources |= 1 << bit;
    }
    const { label, file, purpose, bytes } = bundle;
    const sha256 = toHex(await digestOf(provider, "sha256", bytes));
    sources.push({ label, file, purpose, sha256, certificates: certificates.length });
  }
  const roots = [...byFingerprint.entries()].sort(([left], [right]) => (left < right ? -1 : 1)).map(([, root]) => root);
  return { sources, roots };
}

/** @throws {DecodeError} a block is no certificate. */
async function readBundle(bundle: Bundle, provider: CryptoProvider): Promise<readonly Certificate[]> {
  const text = new TextDecoder().decode(bundle.bytes);
  const blocks = text.matchAll(/-----BEGIN CERTIFICATE-----([A-Za-z0-9+/=\s]+)-----END CERTIFICATE-----/g);
  const certificates: Certificate[] = [];
  for (const block of blocks) {
    const der = fromBase64((block[1] ?? "").replace(/\s+/g, ""));
    if (der === undefined) throw unreadable(bundle, block.index, "is no base64");
    const read = readCertificate(der);
    if (!read.ok) throw unreadable(bundle, block.index, read.fault.message);
    await read.value.identify(provider);
    certificates.push(read.value);
  }
  return certificates;
}

function unreadable(bundle: Bundle, offset: number, problem: string): DecodeError {
  const structure = `certificate in ${bundle.file}`;
  return new DecodeError({ structure, offset, problem, remedy: "Leave the certificate out of the bundle." });
}
