import { concatBytes } from "../bytes/index.js";
import { reading } from "../der/index.js";
import { ConfigError, type HashName, kindOf, requireOnly, shownNumber } from "../report/index.js";
import { coordinateBytes } from "./curve-point.js";
import { ecdsaValues } from "./ecdsa-signature.js";
import type { CryptoProvider, Hasher, SignatureAlgorithm, VerifyKey } from "./provider.js";
import { type PublicKeyFacts, readPublicKeyInfo } from "./public-key.js";
import { rsaPublicKeyInfo } from "./rsa-public-key-info.js";
import { isAsLongAsModulus, LONGEST_MODULUS_BITS } from "./rsa-signature.js";

/** `globalThis.crypto` and `@peculiar/webcrypto`'s `Crypto` both fit. */
export interface WebCryptoLike {
  readonly subtle: SubtleCryptoLike;
  /** Fills the array; only signing asks for it. */
  getRandomValues(array: Uint8Array<ArrayBuffer>): unknown;
}

/** An algorithm by name, with parameters of its own. */
export interface NamedAlgorithm {
  readonly name: string;
  readonly hash?: string;
  readonly namedCurve?: string;
  readonly saltLength?: number;
}

/** The part of `SubtleCrypto` that is used. */
export interface SubtleCryptoLike {
  /** By the names of the Web Cryptography API: `SHA-256` and so on. */
  digest(algorithm: string, data: Uint8Array<ArrayBuffer>): Promise<ArrayBuffer>;
  /** Asked for form `spki` and usage `verify` alone. */
  importKey(
    format: "spki",
    data: Uint8Array<ArrayBuffer>,
    algorithm: NamedAlgorithm,
    extractable: boolean,
    usages: "verify"[],
  ): Promise<unknown>;
  /** Asked for ECDSA with both numbers at full length, as the Web Cryptography API has them. */
  verify(
    algorithm: NamedAlgorithm,
    key: never,
    signature: Uint8Array<ArrayBuffer>,
    data: Uint8Array<ArrayBuffer>,
  ): Promise<boolean>;
}

const WEB_HASH: Readonly<Record<HashName, string>> = { sha256: "SHA-256", sha384: "SHA-384", sha512: "SHA-512" };
const DIGEST_BYTES: Readonly<Record<HashName, number>> = { sha256: 32, sha384: 48, sha512: 64 };

/**
 * A provider over WebCrypto: the same answers as the native one, on any platform.
 *
 * WebCrypto needs the data of a digest whole; `maxBytes` (default 64 MiB) bounds what is gathered for one. Beyond it
 * node-forge's incremental SHA-2 takes over, loaded on demand: slower, in flat memory.
 */
export function webCryptoProvider(crypto: WebCryptoLike, options: { readonly maxBytes?: number } = {}): CryptoProvider {
  requireWebCrypto(crypto);
  requireOnly(options, "options", {}, ["maxBytes"]);
  const { maxBytes = 64 * 1024 * 1024 } = options;
  if (!Number.isSafeInteger(maxBytes) || maxBytes < 0) {
    throw new ConfigError({
      at: "options.maxBytes",
      expected: "a whole number of bytes",
      received: shownNumber(maxBytes),
      remedy: "Leave it out for 64 MiB.",
    });
  }
  return {
    name: "webcrypto",
    isFree: () => true,
    createHash: (algorithm) => new GatheringHasher(crypto.subtle, algorithm, maxBytes),
    digestSha1: async (bytes) => new Uint8Array(await crypto.subtle.digest("SHA-1", Uint8Array.from(bytes))),
    importKey: (publicKeyInfo) => importWebKey(crypto.subtle, publicKeyInfo),
    verify: (key, algorithm, message, signature) => verifyWeb(crypto.subtle, key, algorithm, message, signature),
    randomBytes: (count) => {
      const bytes = new Uint8Array(count);
      crypto.getRandomValues(bytes);
      return bytes;
    },
  };
}

/** Most of it is on the prototype of the platform's own. */
function requireWebCrypto(crypto: unknown): void {
  if (typeof crypto === "object" && crypto !== null) {
    const { subtle, getRandomValues } = crypto as { readonly subtle?: unknown; readonly getRandomValues?: unknown };
    if (typeof subtle === "object" && subtle !== null && typeof getRandomValues === "function") return;
  }
  throw new ConfigError({
    at: "crypto",
    expected: "a Crypto of the Web Cryptography API, with subtle and getRandomValues",
    received: kindOf(crypto),
    remedy: "Pass globalThis.crypto; without HTTPS a browser has none.",
  });
}

async function digestWhole(subtle: SubtleCryptoLike, algorithm: HashName, bytes: Uint8Array): Promise<Uint8Array> {
  return new Uint8Array(await subtle.digest(WEB_HASH[algorithm], Uint8Array.from(bytes)));
}

class GatheringHasher implements Hasher {
  readonly #subtle: SubtleCryptoLike;
  readonly #algorithm: HashName;
  readonly #maxBytes: number;
  #parts: Uint8Array[] = [];
  #gathered = 0;
  #incremental: Hasher | undefined;

  constructor(subtle: SubtleCryptoLike, algorithm: HashName, maxBytes: number) {
    this.#subtle = subtle;
    this.#algorithm = algorithm;
    this.#maxBytes = maxBytes;
  }

  update(bytes: Uint8Array): void | Promise<void> {
    if (this.#incremental !== undefined) return this.#incremental.update(bytes);
    this.#parts.push(Uint8Array.from(bytes));
    this.#gathered += bytes.length;
    return this.#gathered > this.#maxBytes ? this.#goOnIncrementally() : undefined;
  }

  async digest(): Promise<Uint8Array> {
    if (this.#incremental !== undefined) return this.#incremental.digest();
    return digestWhole(this.#subtle, this.#algorithm, concatBytes(this.#parts));
  }

  async #goOnIncrementally(): Promise<void> {
    const { forgeHasher } = await import("./forge-hasher.js");
    this.#incremental = await forgeHasher(this.#algorithm);
    for (const part of this.#parts) await this.#incremental.update(part);
    this.#parts = [];
  }
}

/** WebCrypto binds a key to one scheme and one hash, so keys are taken in for each algorithm that asks. */
class WebKey implements VerifyKey {
  readonly algorithm: string;
  readonly bits: number;
  readonly facts: PublicKeyFacts;
  readonly publicKeyInfo: Uint8Array<ArrayBuffer>;
  readonly imported = new Map<string, Promise<unknown>>();

  constructor(facts: PublicKeyFacts, publicKeyInfo: Uint8Array) {
    this.algorithm = facts.kind;
    this.bits = facts.bits;
    this.facts = facts;
    // id-RSASSA-PSS keys are no form that WebCrypto takes: the same key is handed over as rsaEncryption.
    this.publicKeyInfo =
      facts.kind === "rsa" && facts.pssOnly ? rsaPublicKeyInfo(facts.pkcs1) : Uint8Array.from(publicKeyInfo);
  }
}

async function importWebKey(subtle: SubtleCryptoLike, publicKeyInfo: Uint8Array): Promise<VerifyKey | undefined> {
  const facts = reading(() => readPublicKeyInfo(publicKeyInfo));
  if (!facts.ok || facts.value.kind === "unsupported" || facts.value.problem !== undefined) return undefined;
  if (facts.value.kind === "rsa" && facts.value.bits > LONGEST_MODULUS_BITS) return undefined;
  const key = new WebKey(facts.value, publicKeyInfo);
  const probe = probeAlgorithm(facts.value);
  return probe === undefined || (await importFor(subtle, key, probe)) === undefined ? undefined : key;
}

/** Any algorithm of the key's kind: taking the key in shows whether the platform finds it sound. */
function probeAlgorithm(facts: PublicKeyFacts): SignatureAlgorithm | undefined {
  if (facts.kind === "rsa") return { name: "rsa-pkcs1", hash: "sha256" };
  if (facts.kind === "ec") return { name: "ecdsa", hash: "sha256", curve: facts.curve };
  return facts.kind === "ed25519" ? { name: "ed25519" } : undefined;
}

function importFor(subtle: SubtleCryptoLike, key: WebKey, algorithm: SignatureAlgorithm): Promise<unknown> {
  const { name, parameters } = importParameters(algorithm);
  const known = key.imported.get(name);
  if (known !== undefined) return known;
  const pending = subtle.importKey("spki", key.publicKeyInfo, parameters, false, ["verify"]).catch(() => undefined);
  key.imported.set(name, pending);
  return pending;
}

function importParameters(algorithm: SignatureAlgorithm): {
  readonly name: string;
  readonly parameters: NamedAlgorithm;
} {
  switch (algorithm.name) {
    case "rsa-pkcs1":
      return { name: `1-${algorithm.hash}`, parameters: { name: "RSASSA-PKCS1-v1_5", hash: WEB_HASH[algorithm.hash] } };
    case "rsa-pss":
      return { name: `2-${algorithm.hash}`, parameters: { name: "RSA-PSS", hash: WEB_HASH[algorithm.hash] } };
    case "ecdsa":
      return { name: "ecdsa", parameters: { name: "ECDSA", namedCurve: algorithm.curve } };
    case "ed25519":
      return { name: "ed25519", parameters: { name: "Ed25519" } };
  }
}

async function verifyWeb(
  subtle: SubtleCryptoLike,
  key: VerifyKey,
  algorithm: SignatureAlgorithm,
  message: Uint8Array,
  signature: Uint8Array,
): Promise<boolean> {
  if (!(key instanceof WebKey)) return false;
  const imported = await importFor(subtle, key, algorithm);
  const value = webValue(key, algorithm, signature);
  if (imported === undefined || value === undefined) return false;
  try {
    return await subtle.verify(verifyParameters(algorithm), imported as never, value, Uint8Array.from(message));
  } catch {
    return false;
  }
}

/** @returns `undefined` for a value that is none of this algorithm. */
function webValue(
  key: WebKey,
  algorithm: SignatureAlgorithm,
  signature: Uint8Array,
): Uint8Array<ArrayBuffer> | undefined {
  if (algorithm.name === "ecdsa") return ecdsaValues(signature, coordinateBytes(algorithm.curve));
  if (algorithm.name !== "ed25519" && !isAsLongAsModulus(signature, key.bits)) return undefined;
  return Uint8Array.from(signature);
}

function verifyParameters(algorithm: SignatureAlgorithm): NamedAlgorithm {
  switch (algorithm.name) {
    case "rsa-pkcs1":
      return { name: "RSASSA-PKCS1-v1_5" };
    case "rsa-pss":
      return { name: "RSA-PSS", saltLength: DIGEST_BYTES[algorithm.hash] };
    case "ecdsa":
      return { name: "ECDSA", hash: WEB_HASH[algorithm.hash] };
    case "ed25519":
      return { name: "Ed25519" };
  }
}
