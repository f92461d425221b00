import { DerReader, namedBits, Tag } from "../../der/index.js";

/** What a key may be used for: a bit of KeyUsage (RFC 5280 §4.2.1.3). */
export type KeyUsage =
  | "digitalSignature"
  | "nonRepudiation"
  | "keyEncipherment"
  | "dataEncipherment"
  | "keyAgreement"
  | "keyCertSign"
  | "cRLSign"
  | "encipherOnly"
  | "decipherOnly";

/** In the order of their bits' numbers. */
export const KEY_USAGES: readonly KeyUsage[] = [
  "digitalSignature",
  "nonRepudiation",
  "keyEncipherment",
  "dataEncipherment",
  "keyAgreement",
  "keyCertSign",
  "cRLSign",
  "encipherOnly",
  "decipherOnly",
];

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
