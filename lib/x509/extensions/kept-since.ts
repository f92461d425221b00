import { DerReader, readGeneralizedTime } from "../../der/index.js";

/**
 * ExpiredCertsOnCRL (X.509, 2.5.29.60) and ArchiveCutoff (RFC 6960 §4.4.4): certificates that expired at this moment or later
 * are still spoken of. In milliseconds since 1970. @throws {DerFault}
 */
export function readKeptSince(value: Uint8Array): number {
  const reader = new DerReader(value, "ExpiredCertsOnCRL or ArchiveCutoff");
  const time = readGeneralizedTime(reader, "ExpiredCertsOnCRL or ArchiveCutoff");
  reader.finish();
  return time;
}
