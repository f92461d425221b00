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
  readonly #signal: AbortSignal | undefined;

  /**
   * @param keys those of earlier runs with this provider; left out, the ring begins empty.
   * @param signal of the caller, who may give up between two operations.
   */
  constructor(provider: CryptoProvider, keys: KeptKeys = new WeakMap(), signal?: AbortSignal) {
    this.provider = provider;
    this.#keys = keys;
    this.#signal = signal;
  }

  /**
   * Asked before each operation: once the signal has fired, the one in flight is the last.
   *
   * @returns `undefined` if the provider does not take the key.
   * @throws what the signal carries.
   */
  keyOf(publicKeyInfo: Uint8Array): VerifyKey | undefined | Promise<VerifyKey | undefined> {
    this.#signal?.throwIfAborted();
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
