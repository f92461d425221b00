import { readdirSync, type Stats, statSync } from "node:fs";
import { join } from "node:path";
import type { RevocationMethod } from "../../revocation/index.js";

/** Where a cache keeps revocation data. The layout's version is in the name: another layout is another folder. */
export function revocationFolder(cacheDirectory: string): string {
  return join(cacheDirectory, "revocation-1");
}

/** `performance` would do, but takes a millisecond to load. */
function uptime(): number {
  return process.uptime() * 1000;
}

/** How long what was seen is taken to be so, in milliseconds: it costs a system call to look. */
const LOOKED_MS = 1000;
/** A folder that changed so shortly before it was listed may have changed again with the same date on it. */
const SETTLED_MS = 2000;

/**
 * Which entries a cache has, at next to no cost: most verifications ask, and most machines have nothing. What other
 * processes have kept is seen a second later, what this one has kept at once.
 */
export class CacheListing {
  readonly #folder: string;
  #names = new Set<string>();
  #kinds = new Set<string>();
  /** The folder's date when it was listed; `undefined` if it was not there, or may have changed meanwhile. */
  #listedFor: number | undefined;
  readonly #clock: () => number;
  #lookedAt = Number.NEGATIVE_INFINITY;

  /** @param clock milliseconds from any beginning, which nobody sets back. */
  constructor(cacheDirectory: string, clock: () => number = uptime) {
    this.#folder = revocationFolder(cacheDirectory);
    this.#clock = clock;
  }

  isEmpty(kind: RevocationMethod): boolean {
    this.#look();
    return !this.#kinds.has(kind);
  }

  has(name: string): boolean {
    this.#look();
    return this.#names.has(name);
  }

  /** An entry was kept just now. */
  add(name: string): void {
    this.#names.add(name);
    this.#kinds.add(kindIn(name));
  }

  #look(): void {
    const now = this.#clock();
    if (now - this.#lookedAt < LOOKED_MS) return;
    this.#lookedAt = now;
    const changed = statIn(this.#folder)?.mtimeMs;
    if (changed !== undefined && changed === this.#listedFor) return;
    const names = changed === undefined ? [] : listed(this.#folder);
    this.#names = new Set(names);
    this.#kinds = new Set(names.map(kindIn));
    this.#listedFor = changed !== undefined && Date.now() - changed > SETTLED_MS ? changed : undefined;
  }
}

/** Entries are called `crl-…` and `ocsp-…`; other files are of no kind that anybody asks for. */
function kindIn(name: string): string {
  return name.slice(0, Math.max(0, name.indexOf("-")));
}

/** @returns `undefined` for what is not there or cannot be looked at: a cache is a convenience. */
export function statIn(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}

function listed(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
