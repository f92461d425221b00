import { DerReader, readOid, readTime, Tag } from "../../der/index.js";

/** content-type (RFC 5652 §11.1). @throws {DerFault} */
export function readContentTypeValue(der: Uint8Array): string {
  const reader = new DerReader(der, "ContentType");
  const oid = readOid(reader, "ContentType");
  reader.finish();
  return oid;
}

/** message-digest (RFC 5652 §11.2). @throws {DerFault} */
export function readMessageDigestValue(der: Uint8Array): Uint8Array {
  const reader = new DerReader(der, "MessageDigest");
  const digest = reader.content(reader.read(Tag.octetString, "MessageDigest"));
  reader.finish();
  return digest;
}

/** signing-time (RFC 5652 §11.3): milliseconds since 1970. What the signer claims; it proves nothing. @throws {DerFault} */
export function readSigningTimeValue(der: Uint8Array): number {
  const reader = new DerReader(der, "SigningTime");
  const time = readTime(reader, "SigningTime");
  reader.finish();
  return time.milliseconds;
}
