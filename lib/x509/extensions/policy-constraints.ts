import { contextPrimitive, DerReader, readSmallInteger, smallInteger, Tag } from "../../der/index.js";

/** RFC 5280 §4.2.1.11: certificates that may follow before the constraint takes effect. */
export interface PolicyConstraints {
  readonly requireExplicitPolicy: number | undefined;
  readonly inhibitPolicyMapping: number | undefined;
}

/** @throws {DerFault} also if both fields are absent, which §4.2.1.11 forbids. */
export function readPolicyConstraints(value: Uint8Array): PolicyConstraints {
  const reader = new DerReader(value, "PolicyConstraints");
  const fields = reader.enter(Tag.sequence, "PolicyConstraints");
  reader.finish();
  if (fields.atEnd) throw fields.fault(fields.position, "constrains nothing");
  const [requireExplicitPolicy, inhibitPolicyMapping] = [0, 1].map((number) => {
    const skip = fields.readOptional(contextPrimitive(number));
    return skip === undefined ? undefined : smallInteger(fields, skip);
  });
  fields.finish();
  return { requireExplicitPolicy, inhibitPolicyMapping };
}

/** InhibitAnyPolicy: certificates that may follow before anyPolicy is ignored (RFC 5280 §4.2.1.14). @throws {DerFault} */
export function readInhibitAnyPolicy(value: Uint8Array): number {
  const reader = new DerReader(value, "InhibitAnyPolicy");
  const skip = readSmallInteger(reader, "SkipCerts");
  reader.finish();
  return skip;
}
