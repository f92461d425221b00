import { createHmac, timingSafeEqual } from "node:crypto";
import { readAlgorithmIdentifier } from "../../../crypto/index.js";
import { DerReader, Tag } from "../../../der/index.js";
import {
  derivePkcs12,
  hashOfHmac,
  KeyUse,
  MAXIMUM_ITERATIONS,
  type PasswordForms,
  readPbkdf2,
} from "./key-derivation.js";
import type { Pfx, PfxMac } from "./structure.js";

const HASHES: ReadonlyMap<string, readonly [name: string, bytes: number]> = new Map([
  ["1.2.840.113549.2.5", ["md5", 16]],
  ["1.3.14.3.2.26", ["sha1", 20]],
  ["2.16.840.1.101.3.4.2.4", ["sha224", 28]],
  ["2.16.840.1.101.3.4.2.1", ["sha256", 32]],
  ["2.16.840.1.101.3.4.2.2", ["sha384", 48]],
  ["2.16.840.1.101.3.4.2.3", ["sha512", 64]],
]);
const PBMAC1 = "1.2.840.113549.1.5.14";

/**
 * The form of the password under which the file's MAC is right (RFC 7292 §5.1; PBMAC1: RFC 9579).
 *
 * @returns `undefined` if it is right under none. A file without a MAC proves nothing: the first form is as good as any,
 *   and a key that it opens must still fit its certificate.
 * @throws {DerFault} the MAC's parameters can't be read, or are of a kind that nobody here knows.
 */
export function provenForm(pfx: Pfx, forms: readonly PasswordForms[]): PasswordForms | undefined {
  const { mac, authenticatedSafe } = pfx;
  if (mac === undefined) return forms[0];
  return forms.find((form) => {
    const actual =
      mac.algorithm.oid === PBMAC1 ? pbmac1(mac, form, authenticatedSafe) : hmac(mac, form, authenticatedSafe);
    return actual.length === mac.digest.length && timingSafeEqual(actual, mac.digest);
  });
}

function hmac(mac: PfxMac, form: PasswordForms, content: Uint8Array): Buffer {
  const { algorithm, salt, iterations } = mac;
  const [hash, bytes] = HASHES.get(algorithm.oid) ?? [];
  if (hash === undefined || bytes === undefined) throw unknown(mac, `has a MAC of unknown algorithm ${algorithm.oid}`);
  if (iterations < 1 || iterations > MAXIMUM_ITERATIONS) throw unknown(mac, `has a MAC of ${iterations} iterations`);
  const key = derivePkcs12(hash, KeyUse.mac, form.bmp, salt, iterations, bytes);
  return createHmac(hash, key).update(content).digest();
}

function pbmac1(mac: PfxMac, form: PasswordForms, content: Uint8Array): Buffer {
  const reader = new DerReader(mac.algorithm.parameters ?? new Uint8Array(0), "PBMAC1-params");
  const fields = reader.enter(Tag.sequence, "PBMAC1-params");
  const derivation = readPbkdf2(readAlgorithmIdentifier(fields, "keyDerivationFunc"));
  const scheme = readAlgorithmIdentifier(fields, "messageAuthScheme");
  const hash = hashOfHmac(scheme.oid);
  if (derivation === undefined || hash === undefined)
    throw unknown(mac, `has a MAC of unknown algorithm ${scheme.oid}`);
  // RFC 9579 §5: the key is as long as the hash.
  const [, bytes = 32] = [...HASHES.values()].find(([name]) => name === hash) ?? [];
  return createHmac(hash, derivation.derive(form.utf8, bytes)).update(content).digest();
}

function unknown(mac: PfxMac, problem: string): Error {
  return new DerReader(mac.digest, "MacData").fault(0, problem);
}
