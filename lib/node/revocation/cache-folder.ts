import { existsSync } from "node:fs";
import { join } from "node:path";

/** Where a cache keeps revocation data. The layout's version is in the name: another layout is another folder. */
export function revocationFolder(cacheDirectory: string): string {
  return join(cacheDirectory, "revocation-1");
}

/** How long a folder that was not there is taken to be absent, in milliseconds: it costs a system call to look. */
const LOOKED_FOR_MS = 1000;

/** Whether anything was ever kept, at next to no cost: most verifications ask, and most machines have nothing. */
export class CachePresence {
  readonly #folder: string;
  #isThere = false;
  #lookedAt = Number.NEGATIVE_INFINITY;

  constructor(cacheDirectory: string) {
    this.#folder = revocationFolder(cacheDirectory);
  }

  isThere(): boolean {
    const now = performance.now();
    if (this.#isThere || now - this.#lookedAt < LOOKED_FOR_MS) return this.#isThere;
    this.#lookedAt = now;
    return (this.#isThere = existsSync(this.#folder));
  }

  /** Something was kept just now, or is about to be. */
  expect(): void {
    this.#lookedAt = Number.NEGATIVE_INFINITY;
  }
}
