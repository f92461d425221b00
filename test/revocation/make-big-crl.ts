import { createPrivateKey, createSign } from "node:crypto";
import { concatBytes } from "../../lib/bytes/index.js";
import { extensionDer } from "../../lib/testing/index.js";
import { bitString, enumerated, explicit, integer, sequence, time } from "../../lib/testing/encode.js";
import { days, smallPki } from "./small-pki.js";

const ECDSA_SHA256 = Uint8Array.of(0x30, 10, 6, 8, 0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, 2);

/**
 * A CRL with entries that count upwards from serial number 0x0100000000000000, each of 26 octets or, with a reason, 40;
 * `last` stands at the end.
 */
export async function bigCrl(count: number, last: Uint8Array, malformed = false): Promise<Uint8Array> {
  const { issuer } = await smallPki();
  const reason = extensionDer({ oid: "2.5.29.21", critical: false, value: enumerated(4) });
  const pattern = sequence(integer(Uint8Array.of(1, 0, 0, 0, 0, 0, 0, 0)), time(days(-30)), sequence(reason));
  const entries = new Uint8Array(count * pattern.length + last.length);
  const view = new DataView(entries.buffer);
  for (let index = 0; index < count; index++) {
    entries.set(pattern, index * pattern.length);
    view.setUint32(index * pattern.length + 8, index);
  }
  if (malformed) entries[(count >> 1) * pattern.length] = 0x31;
  entries.set(last, count * pattern.length);
  const number = extensionDer({ oid: "2.5.29.20", critical: false, value: integer(1) });
  const header = concatBytes([integer(1), ECDSA_SHA256, issuer.subject, time(days(-1)), time(days(6))]);
  const tbs = sequence(header, sequence(entries), explicit(0, sequence(number)));
  const key = createPrivateKey({ key: Buffer.from(issuer.key.pkcs8), format: "der", type: "pkcs8" });
  return sequence(tbs, ECDSA_SHA256, bitString(createSign("sha256").update(tbs).sign(key)));
}

/** An entry without extensions. */
export function entryOf(serial: number): Uint8Array {
  return sequence(integer(serial), time(days(-2)));
}
