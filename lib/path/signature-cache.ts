/**
 * Certificate signatures that were found good in earlier runs: this certificate's bytes verify under this key's bytes.
 * That depends on nothing else, so no time, bag, anchor or policy can turn an entry into a wrong answer. Bad results are
 * not kept: an attacker can make as many as they like.
 */
export class SignatureCache {
  readonly size: number;
  /** In order of last use, the oldest first. */
  readonly #good = new Set<string>();

  /** @param size the most pairs that are kept; 0 keeps none. */
  constructor(size: number) {
    this.size = size;
  }

  /** @param pair digests of the certificate and of the issuer's SubjectPublicKeyInfo. */
  has(pair: string): boolean {
    if (!this.#good.delete(pair)) return false;
    this.#good.add(pair);
    return true;
  }

  /** Keeps a pair; the one that was used longest ago makes room. */
  add(pair: string): void {
    if (this.size === 0) return;
    this.#good.add(pair);
    if (this.#good.size <= this.size) return;
    const [oldest] = this.#good;
    if (oldest !== undefined) this.#good.delete(oldest);
  }
}
