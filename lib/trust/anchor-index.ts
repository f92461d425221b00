import { equalBytes } from "../bytes/index.js";
import { sameName } from "../x509/index.js";
import type { AnchorEntry, TrustAnchor } from "./anchor.js";
import { nameHash } from "./name-hash.js";

/**
 * Entries, and the way to those of one name, without reading any of them. The key is {@link nameHash}: whatever it brings
 * up is compared in full, so that a collision costs a comparison and never an answer.
 */
export interface AnchorIndex {
  readonly size: number;
  /** Entries whose `nameHash` is this, in the order of {@link all}. */
  withNameHash(hash: number): readonly AnchorEntry[];
  all(): readonly AnchorEntry[];
}

const NO_ANCHORS: readonly TrustAnchor[] = Object.freeze([]);
const NO_ENTRIES: readonly AnchorEntry[] = Object.freeze([]);

/** The anchors of this name: those with the very bytes first, then those that match after string preparation. */
export function anchorsNamed(index: AnchorIndex, subject: Uint8Array): readonly TrustAnchor[] {
  const entries = index.withNameHash(nameHash(subject));
  if (entries.length === 0) return NO_ANCHORS;
  const anchors = entries.map((entry) => entry.read());
  const exact = anchors.filter((anchor) => equalBytes(anchor.subject, subject));
  if (exact.length === anchors.length) return exact;
  const prepared = anchors.filter((anchor) => !exact.includes(anchor) && sameName(anchor.subject, subject));
  return [...exact, ...prepared];
}

/** An index over entries that are there already. */
export class AnchorList implements AnchorIndex {
  readonly #entries: readonly AnchorEntry[];
  readonly #byName = new Map<number, AnchorEntry[]>();

  constructor(entries: readonly AnchorEntry[]) {
    this.#entries = entries;
    for (const entry of entries) {
      const group = this.#byName.get(entry.nameHash);
      if (group === undefined) this.#byName.set(entry.nameHash, [entry]);
      else group.push(entry);
    }
  }

  get size(): number {
    return this.#entries.length;
  }

  withNameHash(hash: number): readonly AnchorEntry[] {
    return this.#byName.get(hash) ?? NO_ENTRIES;
  }

  all(): readonly AnchorEntry[] {
    return this.#entries;
  }
}
