import type { Certificate } from "../index.js";
import { DerFault, DerReader, reading, Tag } from "../der/index.js";
import { ExtensionId, findExtension, readBasicConstraints, readCertificate } from "../x509/index.js";

/** Whether a certificate may issue others (RFC 5280 §4.2.1.9); an old one without the extension, if it issued itself. */
export function isAuthority({ der, subject, issuer }: Certificate): boolean {
  const read = readCertificate(der);
  if (!read.ok) return false;
  const extension = findExtension(read.value.extensions, ExtensionId.basicConstraints);
  if (extension === undefined) return subject === issuer;
  try {
    return readBasicConstraints(extension.value).isCa;
  } catch (error) {
    if (error instanceof DerFault) return false;
    throw error;
  }
}

/** What a PEM file begins with; other files may be of any size. */
const HEAD_BYTES = 64 * 1024;

/**
 * Whether a file looks like one that holds a private key: PEM that says so, or DER that begins with a version, as PFX (RFC
 * 7292 §4), PKCS#8, PKCS#1 and SEC1 do.
 */
export function holdsKey(file: Uint8Array): boolean {
  if (/-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(Buffer.from(file.subarray(0, HEAD_BYTES)).toString("latin1")))
    return true;
  const first = reading(() => new DerReader(file, "file").enter(Tag.sequence, "file").peek());
  return first.ok && first.value === Tag.integer;
}
