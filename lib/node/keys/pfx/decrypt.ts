import { createDecipheriv } from "node:crypto";
import { type AlgorithmIdentifier, readAlgorithmIdentifier } from "../../../crypto/index.js";
import { DerReader, readSmallInteger, Tag } from "../../../der/index.js";
import { decryptRc2 } from "./rc2.js";
import { derivePkcs12, KeyUse, MAXIMUM_ITERATIONS, type PasswordForms, readPbkdf2 } from "./key-derivation.js";

/** What came of decrypting. */
export type Decrypted =
  | { readonly ok: true; readonly content: Uint8Array }
  | { readonly ok: false; readonly reason: "wrong-password" }
  /** The algorithm is none that PFX files are written with today or were before. */
  | { readonly ok: false; readonly reason: "unknown-algorithm"; readonly oid: string };

const PBES2 = "1.2.840.113549.1.5.13";

/** Decrypts by PBES2 (RFC 8018 §6.2) or a scheme of RFC 7292 §C. @throws {DerFault} its parameters can't be read. */
export async function decrypt(
  algorithm: AlgorithmIdentifier,
  password: PasswordForms,
  ciphertext: Uint8Array,
): Promise<Decrypted> {
  if (algorithm.oid === PBES2) return decryptPbes2(algorithm, password, ciphertext);
  const scheme = PKCS12_SCHEMES.get(algorithm.oid);
  return scheme === undefined ? unknown(algorithm.oid) : decryptPkcs12(algorithm, scheme, password, ciphertext);
}

/** Ciphers of RFC 8018 §B.2 as OpenSSL names them, with the length of their key. */
const PBES2_CIPHERS: ReadonlyMap<string, readonly [name: string, keyBytes: number]> = new Map([
  ["2.16.840.1.101.3.4.1.2", ["aes-128-cbc", 16]],
  ["2.16.840.1.101.3.4.1.22", ["aes-192-cbc", 24]],
  ["2.16.840.1.101.3.4.1.42", ["aes-256-cbc", 32]],
  ["1.2.840.113549.3.7", ["des-ede3-cbc", 24]],
]);

function decryptPbes2(algorithm: AlgorithmIdentifier, password: PasswordForms, ciphertext: Uint8Array): Decrypted {
  const reader = new DerReader(algorithm.parameters ?? new Uint8Array(0), "PBES2-params");
  const fields = reader.enter(Tag.sequence, "PBES2-params");
  const derivationId = readAlgorithmIdentifier(fields, "keyDerivationFunc");
  const encryption = readAlgorithmIdentifier(fields, "encryptionScheme");
  const derivation = readPbkdf2(derivationId);
  const [cipher, keyBytes] = PBES2_CIPHERS.get(encryption.oid) ?? [];
  if (derivation === undefined) return unknown(derivationId.oid);
  if (cipher === undefined || keyBytes === undefined) return unknown(encryption.oid);
  const vector = readVector(encryption);
  return decipher(cipher, derivation.derive(password.utf8, keyBytes), vector, ciphertext);
}

function readVector(encryption: AlgorithmIdentifier): Uint8Array {
  const reader = new DerReader(encryption.parameters ?? new Uint8Array(0), "encryptionScheme");
  return reader.content(reader.read(Tag.octetString, "IV"));
}

interface Pkcs12Scheme {
  readonly keyBytes: number;
  /** Effective bits; present for RC2, which OpenSSL 3 keeps in a provider that Node does not load. */
  readonly rc2Bits?: number;
}

/** RFC 7292 §C, but for the stream cipher RC4, which no exporter is known to have used. */
const PKCS12_SCHEMES: ReadonlyMap<string, Pkcs12Scheme> = new Map([
  ["1.2.840.113549.1.12.1.3", { keyBytes: 24 }],
  ["1.2.840.113549.1.12.1.4", { keyBytes: 16 }],
  ["1.2.840.113549.1.12.1.5", { keyBytes: 16, rc2Bits: 128 }],
  ["1.2.840.113549.1.12.1.6", { keyBytes: 5, rc2Bits: 40 }],
]);

async function decryptPkcs12(
  algorithm: AlgorithmIdentifier,
  scheme: Pkcs12Scheme,
  password: PasswordForms,
  ciphertext: Uint8Array,
): Promise<Decrypted> {
  const { salt, iterations } = readPkcs12Parameters(algorithm);
  const derive = (use: number, length: number): Buffer =>
    derivePkcs12("sha1", use, password.bmp, salt, iterations, length);
  const key = derive(KeyUse.cipherKey, scheme.keyBytes);
  const vector = derive(KeyUse.initialVector, 8);
  if (scheme.rc2Bits !== undefined) {
    const content = await decryptRc2(key, scheme.rc2Bits, vector, ciphertext);
    return content === undefined ? { ok: false, reason: "wrong-password" } : { ok: true, content };
  }
  // With two keys the first is used again as the third.
  const threeKeys = key.length === 16 ? Buffer.concat([key, key.subarray(0, 8)]) : key;
  return decipher("des-ede3-cbc", threeKeys, vector, ciphertext);
}

function readPkcs12Parameters(algorithm: AlgorithmIdentifier): {
  readonly salt: Uint8Array;
  readonly iterations: number;
} {
  const reader = new DerReader(algorithm.parameters ?? new Uint8Array(0), "pkcs-12PbeParams");
  const fields = reader.enter(Tag.sequence, "pkcs-12PbeParams");
  const salt = fields.content(fields.read(Tag.octetString, "salt"));
  const iterations = readSmallInteger(fields, "iterations");
  if (iterations >= 1 && iterations <= MAXIMUM_ITERATIONS) return { salt, iterations };
  throw fields.fault(fields.position, `asks for ${iterations} iterations, where 1 to ${MAXIMUM_ITERATIONS} are done`);
}

/** Whether the padding comes out right is what tells a wrong password, where no MAC told it before. */
function decipher(cipher: string, key: Uint8Array, vector: Uint8Array, ciphertext: Uint8Array): Decrypted {
  try {
    const decipher = createDecipheriv(cipher, key, vector);
    return { ok: true, content: Buffer.concat([decipher.update(ciphertext), decipher.final()]) };
  } catch {
    return { ok: false, reason: "wrong-password" };
  }
}

function unknown(oid: string): Decrypted {
  return { ok: false, reason: "unknown-algorithm", oid };
}
