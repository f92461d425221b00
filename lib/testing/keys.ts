import {
  createPrivateKey,
  createPublicKey,
  generateKeyPair,
  type KeyObject,
  constants,
  sign as nodeSign,
  webcrypto,
} from "node:crypto";
import { promisify } from "node:util";
import type { SignatureAlgorithm } from "../crypto/index.js";
import { ConfigError, requireGiven } from "../report/index.js";

/** Kinds of key, RSA with its size in bits; `rsa-1024` is there to be refused. */
export type KeyKind = `rsa-${number}` | "P-256" | "P-384" | "P-521" | "Ed25519";

/** A hash as certificates name it; SHA-1 is there to be refused. */
export type TestHash = "sha1" | "sha256" | "sha384" | "sha512";

/** How test material is signed: the algorithms of the library, and those that it must refuse. */
export type TestSignatureAlgorithm =
  | SignatureAlgorithm
  | { readonly name: "rsa-pkcs1" | "rsa-pss" | "ecdsa"; readonly hash: TestHash };

/** A private key for tests, held in memory. Never one that anybody trusts. */
export interface TestKey {
  readonly kind: KeyKind;
  /** DER PrivateKeyInfo (RFC 5958). */
  readonly pkcs8: Uint8Array;
  /** DER SubjectPublicKeyInfo. */
  readonly publicKeyInfo: Uint8Array;
  /** What this key signs with unless told otherwise: RSA PKCS#1 v1.5 with SHA-256, or what fits the curve. */
  readonly algorithm: SignatureAlgorithm;
  /** A signature as X.509 and CMS carry it. */
  sign(message: Uint8Array, algorithm?: TestSignatureAlgorithm): Uint8Array;
}

const generate = promisify(generateKeyPair);

/** Makes a key; RSA of 3072 bits and more takes up to a second, so a caller who needs many keeps them. */
export async function generateTestKey(kind: KeyKind = "rsa-2048"): Promise<TestKey> {
  return testKeyOf((await generateKeyObject(kind)).privateKey);
}

async function generateKeyObject(kind: KeyKind): Promise<{ privateKey: KeyObject }> {
  const modulusLength = rsaBits(kind);
  if (modulusLength !== undefined) return generate("rsa", { modulusLength });
  if (kind === "Ed25519") return generate("ed25519");
  if (kind === "P-256" || kind === "P-384" || kind === "P-521") return generate("ec", { namedCurve: kind });
  throw new ConfigError({
    at: "kind",
    expected: "rsa- and a size in bits, P-256, P-384, P-521 or Ed25519",
    received: kind,
    remedy: "Name one of these kinds.",
  });
}

function rsaBits(kind: KeyKind): number | undefined {
  requireGiven(kind, "kind", "text");
  const bits = /^rsa-(\d{3,5})$/.exec(kind)?.[1];
  return bits === undefined ? undefined : Number(bits);
}

/** Reads a key that was made earlier: PKCS#8 DER, or PEM. @throws {ConfigError} it is none, or of an unknown kind. */
export function readTestKey(key: Uint8Array | string): TestKey {
  requireGiven(key, "key", "data");
  try {
    return testKeyOf(
      createPrivateKey(typeof key === "string" ? key : { key: Buffer.from(key), format: "der", type: "pkcs8" }),
    );
  } catch (cause) {
    if (cause instanceof ConfigError) throw cause;
    const remedy = "Pass what pkcs8 of a test key holds, or the PEM of it.";
    throw new ConfigError({
      at: "key",
      expected: "a private key in PKCS#8",
      received: "something else",
      remedy,
      cause,
    });
  }
}

function testKeyOf(privateKey: KeyObject): TestKey {
  const kind = kindOf(privateKey);
  const algorithm = defaultAlgorithm(kind);
  return {
    kind,
    algorithm,
    pkcs8: Uint8Array.from(privateKey.export({ format: "der", type: "pkcs8" })),
    publicKeyInfo: Uint8Array.from(createPublicKey(privateKey).export({ format: "der", type: "spki" })),
    sign: (message, chosen = algorithm) => signWith(privateKey, message, chosen),
  };
}

const CURVES: ReadonlyMap<string, KeyKind> = new Map([
  ["prime256v1", "P-256"],
  ["secp384r1", "P-384"],
  ["secp521r1", "P-521"],
]);

function kindOf(key: KeyObject): KeyKind {
  const details = key.asymmetricKeyDetails;
  if (key.asymmetricKeyType === "rsa") return `rsa-${details?.modulusLength ?? 0}`;
  if (key.asymmetricKeyType === "ed25519") return "Ed25519";
  const curve = CURVES.get(details?.namedCurve ?? "");
  if (curve !== undefined) return curve;
  throw new ConfigError({
    at: "key",
    expected: "an RSA, P-256, P-384, P-521 or Ed25519 key",
    received: details?.namedCurve ?? key.asymmetricKeyType ?? "a key of another kind",
    remedy: "Make one with generateTestKey.",
  });
}

function defaultAlgorithm(kind: KeyKind): SignatureAlgorithm {
  if (kind === "Ed25519") return { name: "ed25519" };
  if (kind === "P-256") return { name: "ecdsa", hash: "sha256", curve: "P-256" };
  if (kind === "P-384") return { name: "ecdsa", hash: "sha384", curve: "P-384" };
  if (kind === "P-521") return { name: "ecdsa", hash: "sha512", curve: "P-521" };
  return { name: "rsa-pkcs1", hash: "sha256" };
}

function signWith(key: KeyObject, message: Uint8Array, algorithm: TestSignatureAlgorithm): Uint8Array {
  if (algorithm.name === "ed25519") return nodeSign(null, message, key);
  if (algorithm.name !== "rsa-pss") return nodeSign(algorithm.hash, message, key);
  const pss = { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST };
  return nodeSign(algorithm.hash, message, pss);
}

/** Parameters of WebCrypto's `sign`. */
export interface WebSignAlgorithm {
  readonly name: string;
  readonly hash?: string;
  readonly saltLength?: number;
}

/** The key for WebCrypto, and the parameters of its `sign`: what @peculiar/x509 signs certificates with. */
export async function webSigningKey(
  key: TestKey,
  algorithm: TestSignatureAlgorithm,
): Promise<{ readonly key: webcrypto.CryptoKey; readonly algorithm: WebSignAlgorithm }> {
  const signing = webAlgorithm(algorithm);
  const imported = { ...signing, ...(signing.name === "ECDSA" ? { namedCurve: key.kind } : {}) };
  return { key: await webcrypto.subtle.importKey("pkcs8", key.pkcs8, imported, false, ["sign"]), algorithm: signing };
}

const WEB_HASH = { sha1: "SHA-1", sha256: "SHA-256", sha384: "SHA-384", sha512: "SHA-512" } as const;
const SALT_LENGTH = { sha1: 20, sha256: 32, sha384: 48, sha512: 64 } as const;

function webAlgorithm(algorithm: TestSignatureAlgorithm): WebSignAlgorithm {
  if (algorithm.name === "ed25519") return { name: "Ed25519" };
  const hash = WEB_HASH[algorithm.hash];
  if (algorithm.name === "ecdsa") return { name: "ECDSA", hash };
  if (algorithm.name === "rsa-pkcs1") return { name: "RSASSA-PKCS1-v1_5", hash };
  return { name: "RSA-PSS", hash, saltLength: SALT_LENGTH[algorithm.hash] };
}
