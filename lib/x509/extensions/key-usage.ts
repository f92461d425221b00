import { DerReader, namedBits, Tag } from "../../der/index.js";

/** Bits of KeyUsage (RFC 5280 §4.2.1.3), in the order of their numbers. */
export const KEY_USAGES = [
  "digitalSignature",
  "nonRepudiation",
  "keyEncipherment",
  "dataEncipherment",
  "keyAgreement",
  "keyCertSign",
  "cRLSign",
  "encipherOnly",
  "decipherOnly",
] as const;
export type KeyUsage = (typeof KEY_USAGES)[number];

/** @throws {DerFault} */
export function readKeyUsage(value: Uint8Array): ReadonlySet<KeyUsage> {
  const reader = new DerReader(value, "KeyUsage");
  const bits = namedBits(reader, reader.read(Tag.bitString, "KeyUsage"));
  reader.finish();
  const usages = new Set<KeyUsage>();
  let bit = 1;
  for (const usage of KEY_USAGES) {
    if ((bits & bit) !== 0) usages.add(usage);
    bit <<= 1;
  }
  return usages;
}
