import { DerReader, integerContent, Tag, type Tlv } from "../../der/index.js";

/** CRLReason (RFC 5280 §5.3.1) by number; 7 is not used. */
const REASONS = [
  "unspecified",
  "keyCompromise",
  "cACompromise",
  "affiliationChanged",
  "superseded",
  "cessationOfOperation",
  "certificateHold",
  undefined,
  "removeFromCRL",
  "privilegeWithdrawn",
  "aACompromise",
] as const;
export type CrlReason = Exclude<(typeof REASONS)[number], undefined>;

/** Value of the reasonCode extension. @throws {DerFault} also for a number that names no reason. */
export function readReasonCode(value: Uint8Array): CrlReason {
  const reader = new DerReader(value, "CRLReason");
  const reason = crlReason(reader, reader.read(Tag.enumerated, "CRLReason"));
  reader.finish();
  return reason;
}

/** The same for an element that is there already: an OCSP answer's revocationReason. */
export function crlReason(reader: DerReader, element: Tlv): CrlReason {
  const content = integerContent(reader, element);
  const reason = content.length === 1 ? REASONS[content[0] ?? 0] : undefined;
  if (reason === undefined)
    throw reader.fault(element.contentStart, "has a revocation reason that does not exist (RFC 5280 §5.3.1)");
  return reason;
}
