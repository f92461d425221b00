import { bytesKey, equalBytes } from "../bytes/index.js";

/** More that share a short hash were made to: those are told apart by the whole. */
const MOST_ALIKE = 8;

/** Byte strings that were seen, each kept once however many there are. */
export class KnownBytes {
  readonly #byHash = new Map<number, Uint8Array[]>();
  readonly #others = new Set<string>();

  constructor(known: readonly Uint8Array[]) {
    for (const bytes of known) this.isNew(bytes);
  }

  /** Whether these bytes are met for the first time. */
  isNew(bytes: Uint8Array): boolean {
    const hash = shortHash(bytes);
    const alike = this.#byHash.get(hash);
    if (alike === undefined) this.#byHash.set(hash, [bytes]);
    else if (alike.some((other) => equalBytes(other, bytes))) return false;
    else if (alike.length < MOST_ALIKE) alike.push(bytes);
    else return this.#isNewAmongOthers(bytesKey(bytes));
    return true;
  }

  #isNewAmongOthers(key: string): boolean {
    const { size } = this.#others;
    return this.#others.add(key).size > size;
  }
}

/** FNV-1a: a sieve, and no proof of anything. */
function shortHash(bytes: Uint8Array): number {
  let hash = 0x811c9dc5;
  for (const octet of bytes) hash = Math.imul(hash ^ octet, 0x01000193);
  return hash;
}
