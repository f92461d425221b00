/** More keys than a certificate has under which it verifies: it would have to be made for them. */
const MOST_KEYS = 4;

/**
 * Certificate signatures that were found good in earlier runs: this certificate's bytes verify under this key's bytes.
 * That depends on nothing else, so no time, bag, anchor or policy can turn an entry into a wrong answer. Bad results are
 * not kept: an attacker can make as many as they like.
 */
export class SignatureCache {
  readonly size: number;
  /** Digests of certificates and keys, by the slices that certificates hand out: they last as long as those do. */
  readonly names: WeakMap<Uint8Array, string> = new WeakMap();
  /** Keys by certificate, in order of last use from half the size on, the oldest first. */
  readonly #good = new Map<string, readonly string[]>();

  /** @param size the most certificates that are kept; 0 keeps none. */
  constructor(size: number) {
    this.size = size;
  }

  /** @param certificate digest of the certificate. @param key digest of the issuer's SubjectPublicKeyInfo. */
  has(certificate: string, key: string): boolean {
    const keys = this.#good.get(certificate);
    if (keys?.includes(key) !== true) return false;
    // What is in use is used again before there is no room left, and to keep the order costs ten times the look.
    if (2 * this.#good.size >= this.size) this.#touch(certificate, keys);
    return true;
  }

  #touch(certificate: string, keys: readonly string[]): void {
    this.#good.delete(certificate);
    this.#good.set(certificate, keys);
  }

  /** Keeps a pair; the certificate that comes first in the order makes room. */
  add(certificate: string, key: string): void {
    if (this.size === 0) return;
    const keys = this.#good.get(certificate) ?? [];
    if (!keys.includes(key)) this.#good.set(certificate, [...keys.slice(1 - MOST_KEYS), key]);
    if (this.#good.size <= this.size) return;
    const [oldest] = this.#good.keys();
    if (oldest !== undefined) this.#good.delete(oldest);
  }
}
