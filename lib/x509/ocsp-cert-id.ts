import { readAlgorithmIdentifier } from "../crypto/index.js";
import { type DerReader, readInteger, Tag } from "../der/index.js";

/** CertID (RFC 6960 §4.1.1): which certificate an answer is about. */
export interface OcspCertId {
  readonly hashOid: string;
  readonly issuerNameHash: Uint8Array;
  readonly issuerKeyHash: Uint8Array;
  /** Content octets. */
  readonly serial: Uint8Array;
}

/** @throws {DerFault} */
export function readOcspCertId(reader: DerReader): OcspCertId {
  const fields = reader.enter(Tag.sequence, "CertID");
  const algorithm = readAlgorithmIdentifier(fields, "hashAlgorithm");
  const issuerNameHash = fields.content(fields.read(Tag.octetString, "issuerNameHash"));
  const issuerKeyHash = fields.content(fields.read(Tag.octetString, "issuerKeyHash"));
  const serial = readInteger(fields, "serialNumber");
  fields.finish();
  return { hashOid: algorithm.oid, issuerNameHash, issuerKeyHash, serial };
}
