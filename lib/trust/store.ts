import { equalBytes, toHex } from "../bytes/index.js";
import { type CryptoProvider, defaultProvider, digestOf } from "../crypto/index.js";
import { ConfigError, type Fingerprint, type HashName, requireGiven, requireOnly } from "../report/index.js";
import type { AnchorEntry, TrustAnchor, TrustAnchorInput } from "./anchor.js";
import { trustDigest } from "./digest.js";
import { type AnchorIndex, AnchorList, anchorsNamed } from "./anchor-index.js";
import { readAnchor } from "./read-anchor.js";

/** Immutable, indexed by subject; a root is parsed when first used. Anchors are trusted for their `purposes` alone. */
export interface TrustStore {
  readonly name: string;
  /** SHA-256 over the sorted entries: two stores with one digest trust the same. */
  readonly digest: Fingerprint;
  /** Anchors; one that was given for two purposes at once counts once. */
  readonly size: number;
  /** The anchors whose subject is this Name (DER), by RFC 5280 §7.1; those with the very bytes first. */
  anchorsNamed(subject: Uint8Array): readonly TrustAnchor[];
  /** All of them, in the order in which they were given. Reads each. */
  anchors(): Iterable<TrustAnchor>;
  /** A new store with more anchors. @throws {DecodeError} {ConfigError} as {@link createTrustStore}. */
  with(anchors: readonly TrustAnchorInput[], name?: string): Promise<TrustStore>;
  /**
   * A new store without these, however they came in: a fingerprint of a certificate, or of a public key. An anchor that
   * was given as name and key goes with the certificate that has both. A fingerprint that fits nothing is no error: lists
   * of what is distrusted are longer than any store.
   *
   * @throws {ConfigError} a text is no fingerprint.
   */
  without(fingerprints: readonly Fingerprint[], name?: string): Promise<TrustStore>;
}

/**
 * A store of these anchors. Their bytes are copied and read at once.
 *
 * @throws {DecodeError} an anchor cannot be read. @throws {ConfigError} neither or both forms given, no purpose, or a
 *   window that ends before it begins.
 */
export async function createTrustStore(
  name: string,
  anchors: readonly TrustAnchorInput[],
  options: { readonly crypto?: CryptoProvider } = {},
): Promise<TrustStore> {
  requireGiven(name, "name", "text");
  requireOnly(options, "options", { crypto: "crypto?" });
  return storeOf(
    name,
    await readAnchors(anchors, options.crypto ?? defaultProvider),
    options.crypto ?? defaultProvider,
  );
}

async function readAnchors(
  anchors: readonly TrustAnchorInput[],
  provider: CryptoProvider,
): Promise<readonly AnchorEntry[]> {
  requireGiven(anchors, "anchors", "list");
  return Promise.all(Array.from(anchors, (anchor, index) => readAnchor(anchor, `anchors[${index}]`, provider)));
}

async function storeOf(name: string, entries: readonly AnchorEntry[], provider: CryptoProvider): Promise<TrustStore> {
  return new IndexedStore(name, new AnchorList(entries), await trustDigest(entries, provider), provider);
}

/** Over an index whose digest is known. */
export class IndexedStore implements TrustStore {
  readonly name: string;
  readonly digest: Fingerprint;
  readonly size: number;
  readonly #index: AnchorIndex;
  readonly #provider: CryptoProvider;

  constructor(name: string, index: AnchorIndex, digest: Fingerprint, provider: CryptoProvider) {
    this.name = name;
    this.digest = digest;
    this.size = index.size;
    this.#index = index;
    this.#provider = provider;
    Object.freeze(this);
  }

  anchorsNamed(subject: Uint8Array): readonly TrustAnchor[] {
    if (!(subject instanceof Uint8Array)) requireGiven(subject, "subject", "bytes");
    return anchorsNamed(this.#index, subject);
  }

  *anchors(): Iterable<TrustAnchor> {
    for (const entry of this.#index.all()) yield entry.read();
  }

  async with(anchors: readonly TrustAnchorInput[], name: string = this.name): Promise<TrustStore> {
    requireGiven(name, "name", "text");
    const more = await readAnchors(anchors, this.#provider);
    return storeOf(name, [...this.#index.all(), ...more], this.#provider);
  }

  async without(fingerprints: readonly Fingerprint[], name: string = this.name): Promise<TrustStore> {
    requireGiven(name, "name", "text");
    requireGiven(fingerprints, "fingerprints", "text[]");
    const unwanted = new Set(fingerprints.map((fingerprint, index) => requireFingerprint(fingerprint, index)));
    const removed = await this.#matching(unwanted);
    const kept = this.#index.all().filter((entry) => !removed.some((anchor) => isSameTrust(anchor, entry.read())));
    return storeOf(name, kept, this.#provider);
  }

  async #matching(unwanted: ReadonlySet<string>): Promise<readonly TrustAnchor[]> {
    const hashes = new Set([...unwanted].map((fingerprint) => hashOf(fingerprint)));
    const matching: TrustAnchor[] = [];
    for (const anchor of this.anchors()) {
      for (const hash of hashes) if (await this.#has(anchor, hash, unwanted)) matching.push(anchor);
    }
    return matching;
  }

  async #has(anchor: TrustAnchor, hash: HashName, unwanted: ReadonlySet<string>): Promise<boolean> {
    const parts = anchor.certificate === undefined ? [] : [anchor.certificate.der];
    for (const part of [...parts, anchor.publicKeyInfo]) {
      if (unwanted.has(`${hash}:${toHex(await digestOf(this.#provider, hash, part))}`)) return true;
    }
    return false;
  }
}

/** Whether removing one means removing the other: the same anchor, or the same name and key given in the other form. */
function isSameTrust(removed: TrustAnchor, other: TrustAnchor): boolean {
  if (removed === other) return true;
  if (removed.certificate !== undefined && other.certificate !== undefined) {
    return equalBytes(removed.certificate.der, other.certificate.der);
  }
  return equalBytes(removed.subject, other.subject) && equalBytes(removed.publicKeyInfo, other.publicKeyInfo);
}

const HEX_LENGTH: ReadonlyMap<string, number> = new Map([
  ["sha256", 64],
  ["sha384", 96],
  ["sha512", 128],
]);

function requireFingerprint(fingerprint: Fingerprint, index: number): Fingerprint {
  const [hash = "", hex = "", ...more] = fingerprint.split(":");
  const isHex = hex.length === HEX_LENGTH.get(hash) && /^[0-9a-f]*$/.test(hex);
  if (isHex && more.length === 0) return fingerprint;
  throw new ConfigError({
    at: `fingerprints[${index}]`,
    expected: "sha256:, sha384: or sha512: and the digest in lower-case hex",
    received: JSON.stringify(fingerprint.slice(0, 140)),
    remedy: "Copy it from countersign inspect.",
  });
}

function hashOf(fingerprint: string): HashName {
  const [hash] = fingerprint.split(":");
  return hash === "sha384" || hash === "sha512" ? hash : "sha256";
}
