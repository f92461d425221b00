import { defaultProvider } from "../../../lib/crypto/index.js";
import {
  type ExtensionInput,
  type GeneralNameInput,
  issueCertificate,
  subjectAltNames,
} from "../../../lib/testing/index.js";
import { type Certificate, readCertificate } from "../../../lib/x509/index.js";
import { testAuthority, testKey } from "../../../test-certs/index.js";

/** A certificate under the test PKI with a subject, alternative names and other extensions of one's choice. */
export async function certificateOf(
  subject: string | Uint8Array,
  names: readonly GeneralNameInput[] = [],
  more: readonly ExtensionInput[] = [],
): Promise<Certificate> {
  const { certificate } = await issueCertificate(testAuthority("code-signing-issuer"), {
    subject,
    key: testKey("author-p-256"),
    notBefore: new Date("2020-01-01T00:00:00Z"),
    notAfter: new Date("2050-01-01T00:00:00Z"),
    serialNumber: "0102",
    extensions: names.length === 0 ? more : [subjectAltNames(names), ...more],
  });
  const read = readCertificate(certificate);
  if (!read.ok) throw new Error("the certificate cannot be read");
  void read.value.identify(defaultProvider);
  return read.value;
}
