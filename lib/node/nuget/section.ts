import { withoutCase } from "../../policy/index.js";
import type { XmlElement } from "./xml.js";

/** What a file says in a section, as far as it is known here. */
export interface NugetSection<T> {
  /** In their order. */
  readonly items: readonly T[];
  /** Whether a `clear` drops what files further away say. */
  readonly clears: boolean;
}

/**
 * Of elements that are the same the first counts, even if a `clear` has dropped it since; so does the first `clear`. (That is how
 * NuGet's set of children works out; found by asking it.)
 *
 * @param read reads an element, for what it can't be read for too; `undefined`: a `clear`.
 */
export function readSection<T>(
  elements: readonly XmlElement[],
  read: (element: XmlElement) => T | undefined,
): NugetSection<T> {
  const seen = new Set<string>();
  let items: T[] = [];
  let clears = false;
  for (const element of elements) {
    const item = read(element);
    const key = keyWithinFile(element);
    if (seen.has(key)) continue;
    seen.add(key);
    if (item !== undefined) items.push(item);
    else {
      items = [];
      clears = true;
    }
  }
  return { items, clears };
}

/**
 * The same for elements that are the same within one file: all attributes' values in the order that they are written in, unknown
 * ones among them, put together without anything between, in any letter case. (Asked: 10.0.401.)
 */
function keyWithinFile({ name, attributes }: XmlElement): string {
  return withoutCase([name, [...attributes.values()].join("")].join("\n"));
}

/**
 * Sections of several files. The furthest stands as it is; each item of a nearer one takes the place of the first that is the
 * same, one of its own file's too, or is added. (Found by asking NuGet, as are the keys.)
 *
 * @param sections furthest first; `undefined`: a file without the section, not even an empty one.
 * @param keyOf the same for items that are the same between files.
 */
export function mergeSections<T>(
  sections: readonly (NugetSection<T> | undefined)[],
  keyOf: (item: T) => string,
): readonly T[] {
  const [furthest, ...nearer] = sections.filter((section) => section !== undefined);
  let merged = furthest?.items ?? [];
  for (const { items, clears } of nearer) merged = replaced(clears ? [] : merged, items, keyOf);
  return merged;
}

function replaced<T>(former: readonly T[], items: readonly T[], keyOf: (item: T) => string): readonly T[] {
  const merged = [...former];
  const places = new Map<string, number>();
  for (const [place, item] of merged.entries()) keepFirst(keyOf(item), place, places);
  for (const item of items) {
    const key = keyOf(item);
    keepFirst(key, merged.length, places);
    merged[places.get(key) ?? merged.length] = item;
  }
  return merged;
}

function keepFirst(key: string, place: number, places: Map<string, number>): void {
  if (!places.has(key)) places.set(key, place);
}
