import { booleanValue, DerReader, smallInteger, Tag } from "../../der/index.js";

/** RFC 5280 §4.2.1.9. */
export interface BasicConstraints {
  readonly isCa: boolean;
  /** The most non-self-issued intermediates that may follow; no limit if absent. */
  readonly pathLength: number | undefined;
}

/** @throws {DerFault} */
export function readBasicConstraints(value: Uint8Array): BasicConstraints {
  const reader = new DerReader(value, "BasicConstraints");
  const fields = reader.enter(Tag.sequence, "BasicConstraints");
  reader.finish();
  const flag = fields.readOptional(Tag.boolean);
  const isCa = flag !== undefined && booleanValue(fields, flag);
  if (flag !== undefined && !isCa) throw fields.fault(flag.start, "has a cA of FALSE written out", "X.690 §11.5");
  const length = fields.readOptional(Tag.integer);
  const pathLength = length === undefined ? undefined : smallInteger(fields, length);
  fields.finish();
  return { isCa, pathLength };
}
