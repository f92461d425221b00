import type { CryptoProvider, VerifyKey } from "./provider.js";

/** Keys that a provider has taken in, by the slice that they were read from: they last as long as it does. */
export type KeptKeys = WeakMap<Uint8Array, VerifyKey>;

/**
 * Keys that one run has taken in, each once. Keyed by the very slice: a certificate hands out one slice for its key, so
 * no bytes are compared or copied.
 */
export class KeyRing {
  readonly provider: CryptoProvider;
  readonly #keys = new Map<Uint8Array, VerifyKey | undefined>();
  readonly #kept: KeptKeys | undefined;

  /** @param kept keys that this provider took in for certificates that outlast a run. */
  constructor(provider: CryptoProvider, kept?: KeptKeys) {
    this.provider = provider;
    this.#kept = kept;
  }

  /** @returns `undefined` if the provider does not take the key. */
  keyOf(publicKeyInfo: Uint8Array): VerifyKey | undefined | Promise<VerifyKey | undefined> {
    const known = this.#kept?.get(publicKeyInfo) ?? this.#keys.get(publicKeyInfo);
    if (known !== undefined || this.#keys.has(publicKeyInfo)) return known;
    const imported = this.provider.importKey(publicKeyInfo);
    if (imported instanceof Promise) return imported.then((key) => this.#keep(publicKeyInfo, key));
    return this.#keep(publicKeyInfo, imported);
  }

  #keep(publicKeyInfo: Uint8Array, key: VerifyKey | undefined): VerifyKey | undefined {
    if (key !== undefined && this.#kept !== undefined) this.#kept.set(publicKeyInfo, key);
    else this.#keys.set(publicKeyInfo, key);
    return key;
  }
}
