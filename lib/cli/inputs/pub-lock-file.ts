import { homedir } from "node:os";
import { join } from "node:path";
import { isScalar, LineCounter, parseDocument, visit } from "yaml";
import { ambiguousPlace, hasPlainShape } from "../../formats/index.js";
import { ConfigError, quoted } from "../../report/index.js";
import { entriesOf, type LockFilePlace, member, unknownForm } from "./lock-json.js";
import { pubHash } from "./locked-hash.js";
import { locked, lockedPackage, plainName } from "./locked-package.js";
import type { PackageFile } from "./package-file.js";

/**
 * `pubspec.lock`: its hosted packages. pub itself keeps no archive, so they are looked for in the folder given with the
 * call, else where a tool may put them in pub's cache without disturbing it: `hosted/HOST/.cache/NAME-VERSION.tar.gz`.
 */
export function pubLockPackages(text: string, place: LockFilePlace): readonly PackageFile[] {
  const packages = member(readYaml(text, place.file), "packages");
  return entriesOf(packages, place.file, "a pubspec.lock with packages").flatMap(([id, entry]) => {
    const [source, version, description] = ["source", "version", "description"].map((name) => member(entry, name));
    const [hostedName, url] = [member(description, "name"), member(description, "url")];
    if (typeof source !== "string") throw unknownForm(place.file, `the source of ${quoted(id)} as text`);
    if (source !== "hosted") return [];
    // What is passed over because of how it is written would be installed all the same.
    if (typeof version !== "string" || typeof url !== "string")
      throw unknownForm(place.file, `version and url of ${quoted(id)} as text`);
    // pub fetches by the name in the description, and we would judge another package.
    if (hostedName !== undefined && hostedName !== id) throw unknownForm(place.file, `${quoted(id)} under one name`);
    const name = `${plainName(id)}-${plainName(version)}.tar.gz`;
    const folders = [...(place.folder === undefined ? [] : [place.folder]), cacheFolder(place, url)];
    const content = pubHash(member(description, "sha256"), id, place.file);
    return [lockedPackage(name, locked(id, version, content), { folders, remedy: REMEDY }, place.workingDirectory)];
  });
}

const REMEDY = "dart pub get keeps no archives: download them into a folder, and name it: --package-folder DIR";

/** Some 7,000 packages: each has nine lines, and eight indicator characters. */
const MOST_PIECES = 65_536;

function readYaml(text: string, file: string): unknown {
  if (!hasPlainShape(text, MOST_PIECES)) throw notYaml(file, new Error("more pieces or levels than a lock file has"));
  const place = ambiguousPlace(text);
  if (place !== undefined)
    throw notYaml(file, new Error(`${place.what}, over which readers of YAML differ`), place.line);
  const lineCounter = new LineCounter();
  // In a file of 1 MB made for it the library takes minutes to look for repeated keys, comparing all with all, or to quote
  // the line of each error.
  const document = parseDocument(text, { strict: true, uniqueKeys: false, prettyErrors: false, lineCounter });
  const [error] = document.errors;
  if (error !== undefined) throw notYaml(file, error, lineCounter.linePos(error.pos[0]).line);
  try {
    if (hasRepeatedKey(document)) throw new Error("Map keys must be unique");
    // Aliases could unfold a small file into a huge one; a lock file has none.
    return document.toJS({ maxAliasCount: 0 });
  } catch (cause) {
    throw notYaml(file, cause);
  }
}

function hasRepeatedKey(document: ReturnType<typeof parseDocument>): boolean {
  let isRepeated = false;
  visit(document, {
    Map: (_place, { items }) => {
      const keys = new Set(items.map(({ key }) => (isScalar(key) ? key.value : key)));
      isRepeated ||= keys.size < items.length;
      return isRepeated ? visit.BREAK : undefined;
    },
  });
  return isRepeated;
}

function notYaml(file: string, cause: unknown, line?: number): ConfigError {
  const received = cause instanceof Error ? cause.message.split("\n")[0] : undefined;
  return new ConfigError({
    at: file,
    expected: "YAML as pub writes it",
    received: received ?? "text that is none",
    remedy: "Resolve a merge conflict, or run dart pub get again.",
    cause,
    ...(line === undefined ? {} : { line }),
  });
}

function cacheFolder({ environment }: LockFilePlace, url: string): string {
  const home = environment["HOME"] ?? homedir();
  const root = environment["PUB_CACHE"] ?? join(environment["LOCALAPPDATA"] ?? home, pubFolder(environment));
  return join(root, "hosted", hostFolder(url), ".cache");
}

function pubFolder(environment: LockFilePlace["environment"]): string {
  return environment["LOCALAPPDATA"] === undefined ? ".pub-cache" : join("Pub", "Cache");
}

/** pub's folder for a repository: the URL without `https://`, and what no file name may hold as `%` and its decimal code. */
function hostFolder(url: string): string {
  const short = url.replace(/^https:\/\//, "").replace(/^(http:\/\/)?(?:127\.0\.0\.1|\[::1\])/, "$1localhost");
  return short.replaceAll(/[<>:"\\/|?*%]/g, (character) => `%${character.charCodeAt(0)}`);
}
