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

/** They follow from the bytes alone, and last as long as the slice does: whoever signs again brings the same one. */
const fieldsBySlice = new WeakMap<Uint8Array, CertificateFields>();

/**
 * Reads three fields of a certificate (RFC 5280 §4.1), and judges nothing.
 *
 * @param der not to be changed as long as it is used.
 * @throws {DecodeError} the bytes are no certificate.
 */
export function certificateFields(der: Uint8Array): CertificateFields {
  const known = fieldsBySlice.get(der);
  if (known !== undefined) return known;
  const fields = readFields(der);
  fieldsBySlice.set(der, fields);
  return fields;
}

function readFields(der: Uint8Array): CertificateFields {
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
