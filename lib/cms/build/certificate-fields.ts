import { Tag } from "../../der/index.js";
import { ExtensionId, readCertificate, readSubjectKeyIdentifier } from "../../x509/index.js";
import { decoding, encode } from "./encode.js";

/** What a SignerInfo and its signing-certificate attribute repeat of the signer's certificate, as received. */
export interface CertificateFields {
  /** DER Name. */
  readonly issuer: Uint8Array;
  /** DER INTEGER. */
  readonly serialNumber: Uint8Array;
  /** Contents of the OCTET STRING; absent if the certificate has no such extension. */
  readonly subjectKeyIdentifier: Uint8Array | undefined;
}

/**
 * Reads three fields of a certificate (RFC 5280 §4.1), and judges nothing.
 *
 * @throws {DecodeError} the bytes are no certificate.
 */
export function certificateFields(der: Uint8Array): CertificateFields {
  return decoding(() => {
    const read = readCertificate(der);
    if (!read.ok) throw read.fault;
    const keyIdentifier = read.value.extension(ExtensionId.subjectKeyIdentifier);
    return {
      issuer: read.value.issuerName,
      serialNumber: encode(Tag.integer, [read.value.serial]),
      subjectKeyIdentifier: keyIdentifier === undefined ? undefined : readSubjectKeyIdentifier(keyIdentifier.value),
    };
  });
}
