import { DerReader, readOid, Tag } from "../../der/index.js";

/** The issuer holds its own policy equal to the subject's (RFC 5280 §4.2.1.5). */
export interface PolicyMapping {
  readonly issuerDomain: string;
  readonly subjectDomain: string;
}

/** In the order received. @throws {DerFault} */
export function readPolicyMappings(value: Uint8Array): readonly PolicyMapping[] {
  const reader = new DerReader(value, "PolicyMappings");
  const list = reader.enter(Tag.sequence, "PolicyMappings");
  reader.finish();
  const mappings: PolicyMapping[] = [];
  while (!list.atEnd) {
    const fields = list.enter(Tag.sequence, "PolicyMapping");
    mappings.push({
      issuerDomain: readOid(fields, "issuerDomainPolicy"),
      subjectDomain: readOid(fields, "subjectDomainPolicy"),
    });
    fields.finish();
  }
  if (mappings.length === 0) throw list.fault(list.position, "holds no mapping");
  return mappings;
}
