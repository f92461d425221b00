import type { CryptoProvider, VerifyKey } from "./provider.js";

/** Keys that a provider has taken in, or does not take, by the slice that they were read from: they last as long as it does. */
export type KeptKeys = WeakMap<Uint8Array, VerifyKey | undefined>;

/**
 * Keys that have been taken in, each once. Keyed by the very slice: a certificate hands out one slice for its key, so
 * no bytes are compared or copied.
 */
export class KeyRing {
  readonly provider: CryptoProvider;
  readonly #keys: KeptKeys;

  /** @param keys those of earlier runs with this provider; left out, the ring begins empty. */
  constructor(provider: CryptoProvider, keys: KeptKeys = new WeakMap()) {
    this.provider = provider;
    this.#keys = keys;
  }

  /** @returns `undefined` if the provider does not take the key. */
  keyOf(publicKeyInfo: Uint8Array): VerifyKey | undefined | Promise<VerifyKey | undefined> {
    const known = this.#keys.get(publicKeyInfo);
    if (known !== undefined || this.#keys.has(publicKeyInfo)) return known;
    const imported = this.provider.importKey(publicKeyInfo);
    if (imported instanceof Promise) return imported.then((key) => this.#keep(publicKeyInfo, key));
    return this.#keep(publicKeyInfo, imported);
  }

  #keep(publicKeyInfo: Uint8Array, key: VerifyKey | undefined): VerifyKey | undefined {
    this.#keys.set(publicKeyInfo, key);
    return key;
  }
}
