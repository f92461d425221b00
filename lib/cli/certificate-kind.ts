import type { Certificate } from "../index.js";
import { DerFault } from "../der/index.js";
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
