import { DerReader, readOid, Tag } from "../../der/index.js";

/** Key purposes in the order received (RFC 5280 §4.2.1.12). @throws {DerFault} */
export function readExtendedKeyUsage(value: Uint8Array): readonly string[] {
  const reader = new DerReader(value, "ExtKeyUsageSyntax");
  const list = reader.enter(Tag.sequence, "ExtKeyUsageSyntax");
  reader.finish();
  const purposes: string[] = [];
  while (!list.atEnd) purposes.push(readOid(list, "KeyPurposeId"));
  if (purposes.length === 0) throw list.fault(list.position, "holds no purpose");
  return purposes;
}
