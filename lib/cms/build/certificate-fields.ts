import { equalBytes } from "../../bytes/index.js";
import { contextConstructed, type DerReader, Tag } from "../../der/index.js";
import { decoding, enterWhole } from "./encode.js";

/** What a SignerInfo and its signing-certificate attribute repeat of the signer's certificate, as received. */
export interface CertificateFields {
  /** DER Name. */
  readonly issuer: Uint8Array;
  /** DER INTEGER. */
  readonly serialNumber: Uint8Array;
  /** Contents of the OCTET STRING; absent if the certificate has no such extension. */
  readonly subjectKeyIdentifier: Uint8Array | undefined;
}

/** id-ce-subjectKeyIdentifier, 2.5.29.14 (RFC 5280 §4.2.1.2). */
const SUBJECT_KEY_IDENTIFIER = Uint8Array.of(0x55, 0x1d, 0x0e);

/**
 * Reads three fields of RFC 5280 §4.1 as slices of `der`, and judges nothing.
 *
 * @throws {DecodeError} the bytes are no certificate.
 */
export function certificateFields(der: Uint8Array): CertificateFields {
  return decoding(() => readFields(enterWhole(der, Tag.sequence, "Certificate").enter(Tag.sequence, "TBSCertificate")));
}

function readFields(tbs: DerReader): CertificateFields {
  tbs.readOptional(contextConstructed(0)); // version: absent from v1
  const serialNumber = tbs.whole(tbs.read(Tag.integer, "serialNumber"));
  tbs.read(Tag.sequence, "signature");
  const issuer = tbs.whole(tbs.read(Tag.sequence, "issuer"));
  let subjectKeyIdentifier: Uint8Array | undefined;
  while (!tbs.atEnd) {
    const field = tbs.next();
    if (field.tag === contextConstructed(3)) subjectKeyIdentifier = findKeyIdentifier(tbs.inside(field, "Extensions"));
  }
  return { issuer, serialNumber, subjectKeyIdentifier };
}

function findKeyIdentifier(wrapper: DerReader): Uint8Array | undefined {
  const list = wrapper.enter(Tag.sequence, "Extensions");
  while (!list.atEnd) {
    const extension = list.enter(Tag.sequence, "Extension");
    const type = extension.content(extension.read(Tag.objectIdentifier, "extnID"));
    extension.readOptional(Tag.boolean);
    const value = extension.inside(extension.read(Tag.octetString, "extnValue"), "SubjectKeyIdentifier");
    if (equalBytes(type, SUBJECT_KEY_IDENTIFIER)) return value.content(value.read(Tag.octetString, "keyIdentifier"));
  }
  return undefined;
}
