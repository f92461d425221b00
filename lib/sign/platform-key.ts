import type { SignatureAlgorithm } from "../crypto/index.js";
import { ConfigError, type HashName } from "../report/index.js";
import type { PrivateKeyFacts } from "./private-key.js";

/** Makes signature values, in the form that CMS carries. */
export type ValueSigner = (message: Uint8Array, hash: HashName) => Promise<Uint8Array>;

/** The part of the platform's WebCrypto that signs. */
interface SigningSubtle {
  importKey(
    format: "pkcs8",
    key: Uint8Array,
    algorithm: object,
    extractable: boolean,
    usages: "sign"[],
  ): Promise<object>;
  sign(algorithm: object, key: object, data: Uint8Array): Promise<ArrayBuffer>;
}

const WEB_HASH: Readonly<Record<HashName, string>> = { sha256: "SHA-256", sha384: "SHA-384", sha512: "SHA-512" };
const DIGEST_BYTES: Readonly<Record<HashName, number>> = { sha256: 32, sha384: 48, sha512: 64 };

/**
 * A key in the platform's WebCrypto, which keeps it unreadable once it is in. Signing happens off the thread where the
 * platform has threads for it.
 *
 * @throws {ConfigError} the platform does not take the key, or has no WebCrypto.
 */
export async function takeInKey(
  pkcs8: Uint8Array,
  facts: PrivateKeyFacts,
  algorithm: SignatureAlgorithm,
): Promise<ValueSigner> {
  const subtle = platformSubtle();
  const data = await importableForm(pkcs8, facts);
  const cmsForm = await cmsFormOf(algorithm);
  const keys = new Map<HashName, Promise<object>>();
  // WebCrypto binds an RSA key to one hash when it is taken in.
  const keyFor = (hash: HashName): Promise<object> => {
    const known = keys.get(hash) ?? subtle.importKey("pkcs8", data, importParameters(algorithm, hash), false, ["sign"]);
    keys.set(hash, known);
    return known;
  };
  const first = algorithm.name === "ed25519" ? "sha512" : algorithm.hash;
  await keyFor(first).catch((cause: unknown) => {
    throw keyNotTaken(algorithm, facts, cause);
  });
  return async (message, hash) => {
    const value = await subtle.sign(signParameters(algorithm, hash), await keyFor(hash), message);
    return cmsForm(new Uint8Array(value));
  };
}

/** WebCrypto takes no id-RSASSA-PSS keys: the same key is handed over as rsaEncryption. */
async function importableForm(pkcs8: Uint8Array, facts: PrivateKeyFacts): Promise<Uint8Array> {
  if (facts.kind !== "rsa" || !facts.pssOnly) return pkcs8;
  const { rsaPrivateKeyInfo } = await import("../cms/build/index.js");
  return rsaPrivateKeyInfo(facts.pkcs1);
}

/** WebCrypto's ECDSA values are r and s joined; CMS carries an ECDSA-Sig-Value (RFC 5480 §A). */
async function cmsFormOf(algorithm: SignatureAlgorithm): Promise<(value: Uint8Array) => Uint8Array> {
  if (algorithm.name !== "ecdsa") return (value) => value;
  const { ecdsaSignatureValue } = await import("../cms/build/index.js");
  return ecdsaSignatureValue;
}

function importParameters(algorithm: SignatureAlgorithm, hash: HashName): object {
  switch (algorithm.name) {
    case "rsa-pkcs1":
      return { name: "RSASSA-PKCS1-v1_5", hash: WEB_HASH[hash] };
    case "rsa-pss":
      return { name: "RSA-PSS", hash: WEB_HASH[hash] };
    case "ecdsa":
      return { name: "ECDSA", namedCurve: algorithm.curve };
    case "ed25519":
      return { name: "Ed25519" };
  }
}

function signParameters(algorithm: SignatureAlgorithm, hash: HashName): object {
  switch (algorithm.name) {
    case "rsa-pkcs1":
      return { name: "RSASSA-PKCS1-v1_5" };
    case "rsa-pss":
      return { name: "RSA-PSS", saltLength: DIGEST_BYTES[hash] };
    case "ecdsa":
      return { name: "ECDSA", hash: WEB_HASH[hash] };
    case "ed25519":
      return { name: "Ed25519" };
  }
}

function platformSubtle(): SigningSubtle {
  const platform: unknown = Reflect.get(globalThis, "crypto");
  const subtle: unknown =
    typeof platform === "object" && platform !== null ? Reflect.get(platform, "subtle") : undefined;
  if (typeof subtle === "object" && subtle !== null && "sign" in subtle && "importKey" in subtle)
    return subtle as SigningSubtle; // the platform's own object: its two methods are what the standard says
  throw new ConfigError({
    at: "keySigner",
    expected: "a platform with WebCrypto",
    received: "none",
    remedy: "Pass a Signer of your own, which signs with whatever the platform has.",
  });
}

function keyNotTaken(algorithm: SignatureAlgorithm, facts: PrivateKeyFacts, cause: unknown): ConfigError {
  return new ConfigError({
    at: "keySigner.key",
    expected: `a key that signs by ${algorithm.name}`,
    received:
      facts.kind === "ec"
        ? `a key on ${facts.curve} that the platform refuses`
        : `${facts.kind} key that the platform refuses`,
    remedy: "Check that the algorithm fits the key, and that the key is whole.",
    cause,
  });
}
