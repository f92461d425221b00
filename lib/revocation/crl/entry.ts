import type { CrlEntry } from "../../x509/index.js";
import { isWorse } from "../effect.js";

/**
 * The entry that decides where a CRL has several of one certificate, which no CA should write: the one that leaves the
 * least standing.
 */
export function decisiveEntry(entries: readonly CrlEntry[]): CrlEntry | undefined {
  return entries.reduce<CrlEntry | undefined>(
    (worst, entry) => (worst === undefined || isWorse(entry, worst) ? entry : worst),
    undefined,
  );
}
