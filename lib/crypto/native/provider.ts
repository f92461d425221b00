import { createHash, hash, randomBytes, verify } from "node:crypto";
import type { HashName } from "../../report/index.js";
import type { CryptoProvider, Hasher, SignatureAlgorithm, VerifyKey } from "../provider.js";
import { importNatively, NativeKey } from "./key.js";
import { startNatively } from "./message.js";
import { questionFor } from "./question.js";

/** Node's own crypto (OpenSSL), synchronous: for one signature a thread hop costs more than the work. */
export const defaultProvider: CryptoProvider = {
  name: "node",
  createHash: (algorithm) => new NativeHasher(algorithm),
  digestNow: digestAtOnce,
  digestSha1: (bytes) => digestAtOnce("sha1", bytes),
  importKey: importNatively,
  verify: verifyNatively,
  startVerify: startNatively,
  randomBytes: (count) => randomBytes(count),
};

/**
 * By way of a text with a character for each octet: what Node hands out as bytes lies outside of the heap, and to give such
 * memory back costs more than the digest of something small (measured at 0.5 µs each).
 */
function digestAtOnce(algorithm: HashName | "sha1", bytes: Uint8Array): Uint8Array {
  const text = hash(algorithm, bytes, "binary");
  const digest = new Uint8Array(text.length);
  for (let index = 0; index < digest.length; index++) digest[index] = text.charCodeAt(index);
  return digest;
}

class NativeHasher implements Hasher {
  readonly #hash;

  constructor(algorithm: HashName) {
    this.#hash = createHash(algorithm);
  }

  update(bytes: Uint8Array): void {
    this.#hash.update(bytes);
  }

  digest(): Uint8Array {
    return this.#hash.digest();
  }
}

function verifyNatively(
  key: VerifyKey,
  algorithm: SignatureAlgorithm,
  message: Uint8Array,
  signature: Uint8Array,
): boolean {
  if (!(key instanceof NativeKey)) return false;
  try {
    const question = questionFor(key, algorithm, signature);
    return question !== undefined && verify(question.hash, message, question.key, question.signature);
  } catch {
    // OpenSSL throws for what can't be a signature of this key (a wrong length, for one): that is a "no" as well.
    return false;
  }
}
