import { DerReader, readOid, Tag } from "../../der/index.js";

/** anyPolicy (RFC 5280 §4.2.1.4). */
export const ANY_POLICY = "2.5.29.32.0";

/**
 * Policy identifiers in the order received, each once (RFC 5280 §4.2.1.4). Qualifiers are walked over and not kept: no
 * step of §6.1 depends on them.
 *
 * @throws {DerFault} also if an identifier comes twice.
 */
export function readCertificatePolicies(value: Uint8Array): readonly string[] {
  const reader = new DerReader(value, "CertificatePolicies");
  const list = reader.enter(Tag.sequence, "CertificatePolicies");
  reader.finish();
  const policies = new Set<string>();
  while (!list.atEnd) {
    const { position } = list;
    const policy = readPolicyInformation(list);
    if (policies.has(policy)) throw list.fault(position, `has the policy ${policy} twice (RFC 5280 §4.2.1.4)`);
    policies.add(policy);
  }
  if (policies.size === 0) throw list.fault(list.position, "holds no policy");
  return [...policies];
}

/** PolicyInformation (RFC 5280 §4.2.1.4): its identifier. */
export function readPolicyInformation(list: DerReader): string {
  const fields = list.enter(Tag.sequence, "PolicyInformation");
  const policy = readOid(fields, "policyIdentifier");
  if (!fields.atEnd) walkQualifiers(fields.enter(Tag.sequence, "policyQualifiers"));
  fields.finish();
  return policy;
}

function walkQualifiers(qualifiers: DerReader): void {
  do {
    const qualifier = qualifiers.enter(Tag.sequence, "PolicyQualifierInfo");
    readOid(qualifier, "policyQualifierId");
    qualifier.next();
    qualifier.finish();
  } while (!qualifiers.atEnd);
}
