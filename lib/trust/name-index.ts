import { equalBytes } from "../bytes/index.js";
import { sameName } from "../x509/index.js";
import type { AnchorEntry, TrustAnchor } from "./anchor.js";
import { nameHash } from "./name-hash.js";

const NONE: readonly TrustAnchor[] = Object.freeze([]);

/**
 * Finds anchors by subject in constant time, without having read any of them.
 *
 * The key is a 32-bit hash that names share if they match by RFC 5280 §7.1. Whatever it brings up is compared in full, so
 * that a collision costs a comparison and never an answer.
 */
export class NameIndex {
  readonly #byName: ReadonlyMap<number, readonly AnchorEntry[]>;

  constructor(entries: readonly AnchorEntry[]) {
    this.#byName = groupByName(entries);
  }

  /** The anchors of this name: those with the very bytes first, then those that match after string preparation. */
  find(subject: Uint8Array): readonly TrustAnchor[] {
    const candidates = this.#byName.get(nameHash(subject));
    if (candidates === undefined) return NONE;
    const anchors = candidates.map((entry) => entry.read());
    const exact = anchors.filter((anchor) => equalBytes(anchor.subject, subject));
    if (exact.length === anchors.length) return exact;
    const prepared = anchors.filter((anchor) => !exact.includes(anchor) && sameName(anchor.subject, subject));
    return [...exact, ...prepared];
  }
}

function groupByName(entries: readonly AnchorEntry[]): ReadonlyMap<number, readonly AnchorEntry[]> {
  const groups = new Map<number, AnchorEntry[]>();
  for (const entry of entries) {
    const group = groups.get(entry.nameHash);
    if (group === undefined) groups.set(entry.nameHash, [entry]);
    else group.push(entry);
  }
  return groups;
}
