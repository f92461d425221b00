import { DerReader, readGeneralizedTime } from "../../der/index.js";

/** InvalidityDate (RFC 5280 §5.3.2) in milliseconds since 1970. @throws {DerFault} */
export function readInvalidityDate(value: Uint8Array): number {
  const reader = new DerReader(value, "InvalidityDate");
  const time = readGeneralizedTime(reader, "InvalidityDate");
  reader.finish();
  return time;
}
