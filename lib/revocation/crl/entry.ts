import type { CrlEntry } from "../../x509/index.js";
import { isHarmless } from "../effect.js";

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

function isWorse(left: CrlEntry, right: CrlEntry): boolean {
  const difference = weight(left) - weight(right);
  return difference === 0 ? effectiveAt(left) < effectiveAt(right) : difference > 0;
}

function weight({ reason }: CrlEntry): number {
  if (reason === "removeFromCRL") return 0;
  return reason !== undefined && isHarmless(reason) ? 1 : 2;
}

function effectiveAt({ revokedAt, invalidityDate }: CrlEntry): number {
  return Math.min(revokedAt, invalidityDate ?? Infinity);
}
