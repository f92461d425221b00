import { type Eventual, eventual } from "../bytes/index.js";
import type { HashName } from "../report/index.js";

/**
 * RFC 8017, RFC 5758, RFC 8419. For PSS the mask generation function uses the same hash and the salt is as long as the
 * digest.
 */
export type SignatureAlgorithm =
  | { readonly name: "rsa-pkcs1" | "rsa-pss"; readonly hash: HashName }
  | { readonly name: "ecdsa"; readonly hash: HashName; readonly curve: CurveName }
  | { readonly name: "ed25519" };
/** The curves of FIPS 186-5 that signatures may use, by their NIST names. */
export type CurveName = "P-256" | "P-384" | "P-521";

/** A public key that a provider has taken in; opaque but for these two facts. */
export interface VerifyKey {
  readonly algorithm: string;
  readonly bits: number;
}

/** An incremental digest. */
export interface Hasher {
  /** The bytes must stay as they are until it settles. */
  update(bytes: Uint8Array): void | Promise<void>;
  /** Ends the message. @returns the digest's octets. */
  digest(): Uint8Array | Promise<Uint8Array>;
}

/** A signature check whose message comes in pieces, in order. */
export interface MessageVerifier {
  /** The bytes must stay as they are until it settles. */
  update(bytes: Uint8Array): void | Promise<void>;
  /** Ends the message. */
  verify(): boolean | Promise<boolean>;
}

/**
 * Digests and public-key operations. Node-native by default, and on its thread pool by `threadPoolProvider` of
 * `countersign/node`; `webCryptoProvider` elsewhere.
 *
 * Where an answer is there at once it is returned at once, not in a promise: one signature costs less than the hop.
 */
export interface CryptoProvider {
  readonly name: string;
  /** Begins a digest over bytes that come in pieces. */
  createHash(algorithm: HashName): Hasher;
  /** Digest of bytes that are all there, at once. Only for providers that need not wait; without it {@link createHash} serves. */
  digestNow?(algorithm: HashName, bytes: Uint8Array): Uint8Array;
  /** SHA-1, for identifiers that formats fix (OCSP CertID, ESSCertID): nothing is ever trusted because of one. */
  digestSha1(bytes: Uint8Array): Uint8Array | Promise<Uint8Array>;
  /**
   * Takes in a DER SubjectPublicKeyInfo. The caller keeps the result.
   *
   * @returns `undefined` if the platform does not take the key (its caller has checked it before).
   */
  importKey(publicKeyInfo: Uint8Array): VerifyKey | undefined | Promise<VerifyKey | undefined>;
  /**
   * Whether the signature is the key's over the message. Never throws for what can't be one: that is a "no" too.
   *
   * @param signature as CMS and X.509 carry it; for ECDSA a DER ECDSA-Sig-Value.
   */
  verify(
    key: VerifyKey,
    algorithm: SignatureAlgorithm,
    message: Uint8Array,
    signature: Uint8Array,
  ): boolean | Promise<boolean>;
  /**
   * Checks a signature over a message that is not held whole: a CRL of many megabytes. Optional: without it such a
   * message is held in memory.
   *
   * @returns `undefined` where the algorithm needs its message whole (Ed25519), or the key is none of this provider's.
   */
  startVerify?(key: VerifyKey, algorithm: SignatureAlgorithm, signature: Uint8Array): MessageVerifier | undefined;
  /**
   * Whether {@link CryptoProvider.verify} works elsewhere while its caller goes on, and somebody is free there: then what a
   * verification is going to ask is begun as soon as it is known, and waited for where it is needed. Optional: without it each
   * check is made when it is needed.
   */
  isFree?(): boolean;
  /** For signing only: nonces and serial numbers. */
  randomBytes(count: number): Uint8Array;
}

/** How much a provider may do at once on the platform's thread pool. */
export interface ThreadPoolOptions {
  /**
   * Public-key operations handed to the pool at once; the others wait in order. Default 12, three for each thread: libuv's
   * pool has 4 unless `UV_THREADPOOL_SIZE` says otherwise. What else wants a thread, a file or a name, waits for no more.
   */
  readonly concurrency?: number;
}

/** Digest by whatever the provider offers. */
export function digestOf(provider: CryptoProvider, algorithm: HashName, bytes: Uint8Array): Eventual<Uint8Array> {
  if (provider.digestNow !== undefined) return provider.digestNow(algorithm, bytes);
  const hasher = provider.createHash(algorithm);
  const pending = hasher.update(bytes);
  return eventual(pending === undefined ? hasher.digest() : pending.then(() => hasher.digest()));
}
