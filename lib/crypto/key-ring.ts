import type { CryptoProvider, VerifyKey } from "./provider.js";

/**
 * Keys that one run has taken in, each once. Keyed by the very slice: a certificate hands out one slice for its key, so
 * no bytes are compared or copied.
 */
export class KeyRing {
  readonly provider: CryptoProvider;
  readonly #keys = new Map<Uint8Array, VerifyKey | undefined>();

  constructor(provider: CryptoProvider) {
    this.provider = provider;
  }

  /** @returns `undefined` if the provider does not take the key. */
  keyOf(publicKeyInfo: Uint8Array): VerifyKey | undefined | Promise<VerifyKey | undefined> {
    if (this.#keys.has(publicKeyInfo)) return this.#keys.get(publicKeyInfo);
    const imported = this.provider.importKey(publicKeyInfo);
    if (imported instanceof Promise) return imported.then((key) => this.#keep(publicKeyInfo, key));
    return this.#keep(publicKeyInfo, imported);
  }

  #keep(publicKeyInfo: Uint8Array, key: VerifyKey | undefined): VerifyKey | undefined {
    this.#keys.set(publicKeyInfo, key);
    return key;
  }
}
