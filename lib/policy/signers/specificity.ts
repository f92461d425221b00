import { patternRank } from "../package-id.js";
import type { TrustedSigner } from "../trusted-signers.js";

/** As wide as it gets: no patterns, or a bare `*`. */
const EVERY_PACKAGE = 1;

/**
 * How closely an entry names a package: 0 not at all. Without a name only entries without patterns speak for a package.
 */
function entryRank({ packages }: TrustedSigner, packageId: string | undefined): number {
  if (packages === undefined) return EVERY_PACKAGE;
  if (packageId === undefined) return 0;
  return packages.reduce((best, pattern) => Math.max(best, patternRank(pattern, packageId)), 0);
}

/**
 * The entries that decide: those whose pattern is the most specific. Their dates don't matter here: an entry that has ended
 * still keeps wider ones from speaking for its packages.
 */
export function decidingEntries(
  entries: readonly TrustedSigner[],
  packageId: string | undefined,
): readonly TrustedSigner[] {
  const ranks = entries.map((entry) => entryRank(entry, packageId));
  const best = ranks.reduce((most, rank) => Math.max(most, rank), 0);
  return best === 0 ? [] : entries.filter((_, index) => ranks[index] === best);
}
