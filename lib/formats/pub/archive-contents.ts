import { type Budgets, type Finding, found } from "../../report/index.js";
import type { FindingList } from "../finding-list.js";
import { foldedName, mayBeShortName } from "../folded-name.js";
import { MOST_PUBSPEC_BYTES } from "../manifest/limits.js";
import type { TarEntry } from "../tar/extended-headers.js";
import type { TarVisitor } from "../tar/walker.js";
import { isUnsafeName, placeOf } from "../zip/entry-name.js";
import { isUnsafeTarget, placesBehind } from "./links.js";

const MANIFEST_NAME = "pubspec.yaml";
/** All names are remembered, to find duplicates: as much as the directory of a ZIP archive may take. */
const MOST_NAME_CHARACTERS = 32 * 1024 * 1024;

/**
 * Judges the entries of a pub archive as they come, and keeps the manifest.
 *
 * Pub extracts the last of two files with one name, and a tool that looks for the first finds another: duplicates are
 * refused. By case, as pub does; but a second manifest is one too many also where no more tells it from the first than some
 * systems look at (see {@link foldedName}).
 */
export class ArchiveContents implements TarVisitor {
  readonly #budgets: Budgets;
  readonly #findings: FindingList;
  readonly #places = new Set<string>();
  /** Of directories, which may stand there twice. */
  readonly #folders = new Set<string>();
  readonly #links: string[] = [];
  #entries = 0;
  #nameCharacters = 0;
  #manifests = 0;
  #manifest: Uint8Array | Finding | undefined;

  constructor(budgets: Budgets, findings: FindingList) {
    this.#budgets = budgets;
    this.#findings = findings;
  }

  /** Content of the `pubspec.yaml` at the root, or why it can't be had; `undefined`: there is none. */
  get manifest(): Uint8Array | Finding | undefined {
    return this.#manifest;
  }

  entry(entry: TarEntry): boolean {
    const place = placeOf(entry.name);
    const isManifest = isManifestName(place);
    if (leavesFolder(entry, place)) this.#findings.add(found("package-entry-path-unsafe", { entry: entry.name }));
    if (this.#isWithinBudget(place)) this.#remember(entry, place, isManifest);
    if (!isManifest) return false;
    if (++this.#manifests === 2) this.#addDuplicate(entry);
    return place === MANIFEST_NAME && this.#wantsManifest(entry);
  }

  content(content: Uint8Array): void {
    this.#manifest = content;
  }

  get isFull(): boolean {
    return this.#entries > this.#budgets.packageEntries || this.#nameCharacters > MOST_NAME_CHARACTERS;
  }

  /** Judges what shows only once all entries are known. */
  end(): void {
    for (const entry of placesBehind(this.#links, [...this.#places, ...this.#folders]))
      this.#findings.add(found("package-entry-path-unsafe", { entry }));
  }

  #isWithinBudget(place: string): boolean {
    this.#entries++;
    this.#nameCharacters += place.length;
    if (!this.isFull) return true;
    const limit = this.#budgets.packageEntries;
    const details =
      this.#entries > limit
        ? ({ limit, actual: this.#entries, unit: "entries" } as const)
        : ({ limit: MOST_NAME_CHARACTERS, actual: this.#nameCharacters, unit: "bytes" } as const);
    this.#findings.add(found("package-too-large", details));
    return false;
  }

  #remember(entry: TarEntry, place: string, isManifest: boolean): void {
    const isFolder = entry.kind === "directory";
    // GNU tar puts a directory in the place of a file, and Python leaves the file.
    const isTaken = this.#places.has(place) || (!isFolder && this.#folders.has(place));
    if (isTaken && !isManifest) this.#addDuplicate(entry);
    (isFolder ? this.#folders : this.#places).add(place);
    if (isFolder) return;
    // A hard link may be one to a symbolic link.
    if (entry.kind !== "file") this.#links.push(place);
  }

  #addDuplicate(entry: TarEntry): void {
    this.#findings.add(found("package-entry-ambiguous", { entry: entry.name, problem: "duplicate-name" }));
  }

  #wantsManifest(entry: TarEntry): boolean {
    const { kind, size } = entry;
    if (kind !== "file") {
      const problem = `it is a ${kind}, whose content depends on who extracts it`;
      this.#manifest = found("package-malformed", { structure: MANIFEST_NAME, offset: 0, problem });
    } else if (size > MOST_PUBSPEC_BYTES) {
      const details = { limit: MOST_PUBSPEC_BYTES, actual: size, unit: "bytes" } as const;
      this.#manifest = found("package-too-large", details);
    }
    return this.#manifest === undefined;
  }
}

/** What is extracted below it takes its place. */
function isManifestName(place: string): boolean {
  const [first = ""] = place.split("/", 1);
  const folded = foldedName(first);
  return folded === MANIFEST_NAME || mayBeShortName(folded, "yam");
}

/** By its name, or through the target of a link: relative to its folder if symbolic, to the archive's root if not. */
function leavesFolder(entry: TarEntry, place: string): boolean {
  // In the place of the folder itself nothing but a directory can stand.
  if (isUnsafeName(entry.name) || (place === "" && entry.kind !== "directory")) return true;
  if (entry.kind === "link") return isUnsafeName(entry.target);
  return entry.kind === "symbolic-link" && isUnsafeTarget(place, entry.target);
}
