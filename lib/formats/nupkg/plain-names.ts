import type { ZipEntry } from "../zip/central-records.js";

/** What an octet of a name is. Escapes, drives and streams, and Windows' separator read as something else to somebody. */
const [TELLING, PLAIN, DOT, SLASH] = [0, 1, 2, 3];
const KINDS = Uint8Array.from({ length: 256 }, (_, octet) => {
  const character = String.fromCharCode(octet);
  if (octet < 0x20 || octet > 0x7e || "%:\\".includes(character)) return TELLING;
  return character === "." ? DOT : character === "/" ? SLASH : PLAIN;
});

/**
 * The entries whose names have to be looked at as text. Nearly all names of a package are plain paths in folders, and no two
 * are the same: that shows in their octets, at a fifth of what texts of them cost.
 *
 * @returns those at the root, if all others are such; else all.
 */
export function entriesWithTellingNames(entries: readonly ZipEntry[]): readonly ZipEntry[] {
  const seen = new Set<number>();
  const atRoot: ZipEntry[] = [];
  for (const entry of entries) {
    const hash = plainPathHash(entry.name);
    if (hash === "root") atRoot.push(entry);
    // Two names of one hash may be one name.
    else if (hash === undefined || seen.has(hash)) return entries;
    else seen.add(hash);
  }
  return atRoot;
}

/**
 * A hash of a name that is the same for everybody: printable ASCII, parts between single slashes, none of which ends in a dot
 * or leads upward.
 *
 * @returns `root` for such a name without a folder; `undefined` for any other name.
 */
function plainPathHash(name: Uint8Array): number | "root" | undefined {
  let hash = 0;
  let before = SLASH;
  let isInFolder = false;
  for (let at = 0; at < name.length; at++) {
    const octet = name[at] ?? 0;
    const kind = KINDS[octet] ?? TELLING;
    if (kind !== PLAIN) {
      if (kind === TELLING || before === DOT || (before === SLASH && kind === SLASH)) return undefined;
      isInFolder ||= kind === SLASH;
    }
    hash = (Math.imul(hash, 31) + octet) | 0;
    before = kind;
  }
  if (before === SLASH || before === DOT) return undefined; // of a folder, empty, or perhaps a lone dot
  return isInFolder ? hash : "root";
}
