import type { CrlEntry } from "../../x509/index.js";
import { isWorse } from "../effect.js";

/**
 * The entry that decides where a CRL has several of one certificate, which no CA should write: the one that leaves the
 * least standing. However many there are, one is kept.
 */
export class DecisiveEntry {
  #entry: CrlEntry | undefined;

  get entry(): CrlEntry | undefined {
    return this.#entry;
  }

  take(entry: CrlEntry): void {
    if (this.#entry === undefined || isWorse(entry, this.#entry)) this.#entry = entry;
  }
}
