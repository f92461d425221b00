import { booleanValue, contextConstructed, contextPrimitive, DerReader, namedBits, Tag } from "../../der/index.js";
import { type DistributionPointName, readDistributionPointName } from "./crl-distribution-points.js";

/** What a CRL covers (RFC 5280 §5.2.5). */
export interface IssuingDistributionPoint {
  readonly name: DistributionPointName | undefined;
  readonly onlyUserCertificates: boolean;
  readonly onlyCaCertificates: boolean;
  readonly onlyAttributeCertificates: boolean;
  /** ReasonFlags as bits; all reasons if absent. */
  readonly onlySomeReasons: number | undefined;
  readonly indirect: boolean;
}

/** @throws {DerFault} also where the flags exclude each other, or nothing is said at all. */
export function readIssuingDistributionPoint(value: Uint8Array): IssuingDistributionPoint {
  const reader = new DerReader(value, "IssuingDistributionPoint");
  const fields = reader.enter(Tag.sequence, "IssuingDistributionPoint");
  reader.finish();
  if (fields.atEnd) throw fields.fault(fields.position, "is empty (RFC 5280 §5.2.5)");
  const name = fields.peek() === contextConstructed(0) ? readDistributionPointName(fields) : undefined;
  const onlyUserCertificates = readFlag(fields, 1);
  const onlyCaCertificates = readFlag(fields, 2);
  const reasons = fields.readOptional(contextPrimitive(3));
  const onlySomeReasons = reasons === undefined ? undefined : namedBits(fields, reasons);
  const indirect = readFlag(fields, 4);
  const onlyAttributeCertificates = readFlag(fields, 5);
  fields.finish();
  const kinds = [onlyUserCertificates, onlyCaCertificates, onlyAttributeCertificates].filter(Boolean);
  if (kinds.length > 1) throw fields.fault(0, "covers several kinds of certificate alone (RFC 5280 §5.2.5)");
  return { name, onlyUserCertificates, onlyCaCertificates, onlyAttributeCertificates, onlySomeReasons, indirect };
}

/** `BOOLEAN DEFAULT FALSE`: what is written out is TRUE (X.690 §11.5). */
function readFlag(fields: DerReader, number: number): boolean {
  const flag = fields.readOptional(contextPrimitive(number));
  if (flag === undefined) return false;
  if (!booleanValue(fields, flag)) throw fields.fault(flag.start, "has a flag of FALSE written out", "X.690 §11.5");
  return true;
}
