import { andThen, equalBytes, type Eventual } from "../../bytes/index.js";
import { type CryptoProvider, sha1Of } from "../../crypto/index.js";
import { nameKey, type ResponderId } from "../../x509/index.js";
import type { KeyHolder } from "../key-holder.js";
import { subjectPublicKey } from "./cert-id.js";

/**
 * By what answers name their responders: prepared names, and hashes of keys (RFC 6960 §4.2.1, KeyHash: SHA-1). Each is made
 * once in a run, by the slice that it is of: a package may hold thousands of certificates, and a hundred answers ask of each.
 */
export class ResponderIdentities {
  readonly #provider: CryptoProvider;
  readonly #names = new WeakMap<Uint8Array, string>();
  readonly #hashes = new WeakMap<Uint8Array, KeyHash>();

  constructor(provider: CryptoProvider) {
    this.#provider = provider;
  }

  /** Whether an answer calls this holder its responder. */
  isNamed(id: ResponderId, { subject, publicKeyInfo }: KeyHolder): Eventual<boolean> {
    if (id.by === "name") return equalBytes(id.name, subject) || this.#nameKeyOf(id.name) === this.#nameKeyOf(subject);
    return andThen(this.#hashOf(publicKeyInfo), (hash) => isSame(hash, id.keyHash));
  }

  #nameKeyOf(name: Uint8Array): string {
    const known = this.#names.get(name);
    if (known !== undefined) return known;
    const key = nameKey(name);
    this.#names.set(name, key);
    return key;
  }

  #hashOf(publicKeyInfo: Uint8Array): Eventual<KeyHash> {
    const known = this.#hashes.get(publicKeyInfo);
    if (known !== undefined) return known;
    const key = subjectPublicKey(publicKeyInfo);
    const hash: Eventual<KeyHash> = key === undefined ? "unreadable" : sha1Of(this.#provider, key);
    return andThen(hash, (made) => this.#keep(publicKeyInfo, made));
  }

  #keep(publicKeyInfo: Uint8Array, hash: KeyHash): KeyHash {
    this.#hashes.set(publicKeyInfo, hash);
    return hash;
  }
}

type KeyHash = Uint8Array | "unreadable";

function isSame(hash: KeyHash, named: Uint8Array): boolean {
  return hash !== "unreadable" && equalBytes(hash, named);
}
