import { readSignedData } from "../../cms/index.js";
import { readCertificate } from "../../x509/index.js";

/** Certificates of one answer: bundles of cross-certificates have some dozens. */
const MOST_CERTIFICATES = 100;
const LIMITS = { certificates: MOST_CERTIFICATES, attributes: 16 } as const;

/**
 * What a caIssuers address answers with (RFC 5280 §4.2.2.1): one certificate in DER, or a certs-only CMS. Members of a
 * bundle that are no certificates are left out.
 *
 * @returns DER, or `undefined` if it is neither.
 */
export function readIssuerAnswer(body: Uint8Array): readonly Uint8Array[] | undefined {
  if (readCertificate(body).ok) return [body];
  const bundle = readSignedData(body, LIMITS);
  // Certs-only: whoever signs something else there wants to say something that nobody here verifies (RFC 8551 §3.8).
  if (!bundle.ok || bundle.value.signerInfos.length > 0) return undefined;
  return bundle.value.certificates.filter((certificate) => readCertificate(certificate).ok);
}
