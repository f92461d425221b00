import {
  constants,
  createHash,
  createPublicKey,
  createVerify,
  hash as digestAtOnce,
  type KeyObject,
  randomBytes,
  verify,
  type Verify,
} from "node:crypto";
import { reading } from "../der/index.js";
import type { HashName } from "../report/index.js";
import { coordinateBytes } from "./curve-point.js";
import { ecdsaValues } from "./ecdsa-signature.js";
import type { CryptoProvider, Hasher, MessageVerifier, SignatureAlgorithm, VerifyKey } from "./provider.js";
import { type PublicKeyFacts, readPublicKeyInfo } from "./public-key.js";

/** What `verify` takes for a key. */
type KeyInput = KeyObject | { readonly key: Buffer; readonly format: "der"; readonly type: "pkcs1" };

/**
 * A key as OpenSSL takes it. Most keys of a chain verify one signature: an RSA key is first given as it was received, which
 * is measured 6 µs cheaper than an object for it, and made an object when it is used again (20 µs saved by each use).
 */
class NativeKey implements VerifyKey {
  readonly algorithm: string;
  readonly bits: number;
  readonly #facts: UsableKey;
  #object: KeyObject | undefined;
  #isUsed = false;

  constructor(facts: UsableKey, object: KeyObject | undefined) {
    this.algorithm = facts.kind;
    this.bits = facts.bits;
    this.#facts = facts;
    this.#object = object;
  }

  get object(): KeyObject {
    return (this.#object ??= keyObject(this.#facts));
  }

  /** For one more verification. */
  get input(): KeyInput {
    if (this.#isUsed || this.#object !== undefined || this.#facts.kind !== "rsa") return this.object;
    this.#isUsed = true;
    return { key: asBuffer(this.#facts.pkcs1), format: "der", type: "pkcs1" };
  }
}

/** Node's own crypto (OpenSSL), synchronous: for one signature a thread hop costs more than the work. */
export const defaultProvider: CryptoProvider = {
  name: "node",
  createHash: (algorithm) => new NativeHasher(algorithm),
  digestNow: (algorithm, bytes) => digestAtOnce(algorithm, bytes, "buffer"),
  digestSha1: (bytes) => digestAtOnce("sha1", bytes, "buffer"),
  importKey: (publicKeyInfo) => {
    const facts = reading(() => readPublicKeyInfo(publicKeyInfo));
    return facts.ok ? importFacts(facts.value) : undefined;
  },
  verify: verifyNatively,
  startVerify: startNatively,
  randomBytes: (count) => randomBytes(count),
};

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

type UsableKey = Exclude<PublicKeyFacts, { kind: "unsupported" }>;

/** OpenSSL verifies with no longer modulus (OPENSSL_RSA_MAX_MODULUS_BITS). */
const LONGEST_MODULUS_BITS = 16_384;

/** RSA as PKCS#1 DER and curves as JWK: measured at 2 to 3 µs and 44 µs, against 90 µs through SubjectPublicKeyInfo. */
function importFacts(facts: PublicKeyFacts): VerifyKey | undefined {
  if (facts.kind === "unsupported" || facts.problem !== undefined) return undefined;
  if (facts.kind === "rsa") return facts.bits > LONGEST_MODULUS_BITS ? undefined : new NativeKey(facts, undefined);
  try {
    return new NativeKey(facts, keyObject(facts));
  } catch {
    // OpenSSL refuses it: a point off its curve.
    return undefined;
  }
}

function keyObject(facts: UsableKey): KeyObject {
  if (facts.kind === "rsa") return createPublicKey({ key: asBuffer(facts.pkcs1), format: "der", type: "pkcs1" });
  if (facts.kind === "ed25519")
    return createPublicKey({ key: { kty: "OKP", crv: "Ed25519", x: base64url(facts.key) }, format: "jwk" });
  const length = (facts.point.length - 1) / 2;
  const x = base64url(facts.point.subarray(1, 1 + length));
  const y = base64url(facts.point.subarray(1 + length));
  return createPublicKey({ key: { kty: "EC", crv: facts.curve, x, y }, format: "jwk" });
}

function base64url(bytes: Uint8Array): string {
  return asBuffer(bytes).toString("base64url");
}

function verifyNatively(
  key: VerifyKey,
  algorithm: SignatureAlgorithm,
  message: Uint8Array,
  signature: Uint8Array,
): boolean {
  if (!(key instanceof NativeKey)) return false;
  try {
    return verifyBy(key.input, algorithm, message, signature);
  } catch {
    // OpenSSL throws for what can't be a signature of this key (a wrong length, for one): that is a "no" as well.
    return false;
  }
}

const PSS = { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST } as const;

function verifyBy(key: KeyInput, algorithm: SignatureAlgorithm, message: Uint8Array, signature: Uint8Array): boolean {
  const options = "format" in key ? key : { key };
  switch (algorithm.name) {
    case "rsa-pkcs1":
      return verify(algorithm.hash, message, key, signature);
    case "rsa-pss":
      return verify(algorithm.hash, message, { ...options, ...PSS }, signature);
    case "ecdsa": {
      const values = ecdsaValues(signature, coordinateBytes(algorithm.curve));
      return values !== undefined && verify(algorithm.hash, message, { ...options, dsaEncoding: "ieee-p1363" }, values);
    }
    case "ed25519":
      return verify(null, message, key, signature);
  }
}

function startNatively(
  key: VerifyKey,
  algorithm: SignatureAlgorithm,
  signature: Uint8Array,
): MessageVerifier | undefined {
  // Ed25519 reads its message twice (RFC 8032 §5.1.7).
  if (!(key instanceof NativeKey) || algorithm.name === "ed25519") return undefined;
  const verifier = createVerify(algorithm.hash);
  return {
    update: (bytes) => verifier.update(bytes),
    verify: () => {
      try {
        return endNatively(verifier, key.object, algorithm, signature);
      } catch {
        // As above: what can't be a signature of this key is a "no".
        return false;
      }
    },
  };
}

function endNatively(
  verifier: Verify,
  key: KeyObject,
  algorithm: Exclude<SignatureAlgorithm, { name: "ed25519" }>,
  signature: Uint8Array,
): boolean {
  switch (algorithm.name) {
    case "rsa-pkcs1":
      return verifier.verify(key, signature);
    case "rsa-pss":
      return verifier.verify({ key, ...PSS }, signature);
    case "ecdsa": {
      const values = ecdsaValues(signature, coordinateBytes(algorithm.curve));
      return values !== undefined && verifier.verify({ key, dsaEncoding: "ieee-p1363" }, values);
    }
  }
}

/** A view, not a copy. */
function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
