import { contextConstructed, contextPrimitive, DerReader, namedBits, Tag } from "../../der/index.js";
import { type GeneralName, readGeneralNames } from "../general-name.js";
import { readRelativeName, type RelativeName } from "../name.js";

/** DistributionPointName: full names, or an RDN below the CRL issuer's name. */
export type DistributionPointName =
  | { readonly kind: "full"; readonly names: readonly GeneralName[] }
  | { readonly kind: "relative"; readonly name: RelativeName };

/** RFC 5280 §4.2.1.13. */
export interface DistributionPoint {
  readonly name: DistributionPointName | undefined;
  /** ReasonFlags as bits; all reasons if absent. */
  readonly reasons: number | undefined;
  readonly crlIssuer: readonly GeneralName[] | undefined;
}

/** Reads CRLDistributionPoints or FreshestCRL. @throws {DerFault} */
export function readDistributionPoints(value: Uint8Array): readonly DistributionPoint[] {
  const reader = new DerReader(value, "CRLDistributionPoints");
  const list = reader.enter(Tag.sequence, "CRLDistributionPoints");
  reader.finish();
  const points: DistributionPoint[] = [];
  while (!list.atEnd) points.push(readDistributionPoint(list));
  if (points.length === 0) throw list.fault(list.position, "holds no distribution point");
  return points;
}

function readDistributionPoint(list: DerReader): DistributionPoint {
  const fields = list.enter(Tag.sequence, "DistributionPoint");
  const name = fields.peek() === contextConstructed(0) ? readDistributionPointName(fields) : undefined;
  const flags = fields.readOptional(contextPrimitive(1));
  const reasons = flags === undefined ? undefined : namedBits(fields, flags);
  const crlIssuer =
    fields.peek() === contextConstructed(2) ? readGeneralNames(fields, contextConstructed(2)) : undefined;
  fields.finish();
  return { name, reasons, crlIssuer };
}

/** `[0]`, EXPLICIT since it is a CHOICE; an issuing distribution point has it too. */
export function readDistributionPointName(fields: DerReader): DistributionPointName {
  const choice = fields.enter(contextConstructed(0), "DistributionPointName");
  const name: DistributionPointName =
    choice.peek() === contextConstructed(0)
      ? { kind: "full", names: readGeneralNames(choice, contextConstructed(0)) }
      : { kind: "relative", name: readRelativeName(choice, contextConstructed(1)) };
  choice.finish();
  return name;
}
