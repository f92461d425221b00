import { foldedName } from "../folded-name.js";
import { isNoRelativePath } from "../zip/entry-name.js";

/**
 * Whether a symbolic link leads out of the folder, by its text alone. `..` counts only where nothing but `..` stands before
 * it: behind a name it goes up from wherever that name leads, and the name may be another link.
 *
 * @param place of the link itself, which no other link stands above (see {@link placesBehind}).
 */
export function isUnsafeTarget(place: string, target: string): boolean {
  if (isNoRelativePath(target)) return true;
  const parts = target.split("/").filter((part) => part !== "" && part !== ".");
  const climbs = parts.findIndex((part) => part !== "..");
  const depth = place.split("/").length - 1;
  return climbs < 0 ? parts.length > depth : climbs > depth || parts.includes("..", climbs);
}

/**
 * Places that lie behind a link of the same archive. What is extracted there comes to stand elsewhere, in a folder
 * that the name does not say: outside, through two links that are harmless each by itself, or over another file, the manifest
 * for instance. Some extractors follow the link, others refuse. Names are compared as the systems do that tell the fewest apart;
 * so what has a link's own name there is written through it as well.
 *
 * The places below a link stand next to each other once all are sorted, so the work is a search for each link.
 */
export function placesBehind(links: readonly string[], places: Iterable<string>): readonly string[] {
  if (links.length === 0) return [];
  const sorted = Array.from(places, foldedPlace).sort();
  return links.flatMap((link) => {
    const own = foldedPlace(link);
    if (sorted[firstFrom(sorted, own) + 1] === own) return [own];
    const first = sorted[firstFrom(sorted, `${own}/`)];
    return first?.startsWith(`${own}/`) === true ? [first] : [];
  });
}

/** Part by part only where a part ends as one may not end on Windows: an archive may have millions of parts. */
function foldedPlace(place: string): string {
  return /[. ]\/|:/.test(place) ? place.split("/").map(foldedName).join("/") : foldedName(place);
}

/** Index of the first that is not before `wanted`. */
function firstFrom(sorted: readonly string[], wanted: string): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle] ?? "") < wanted) low = middle + 1;
    else high = middle;
  }
  return low;
}
