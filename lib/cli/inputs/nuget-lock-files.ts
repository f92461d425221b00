import { homedir } from "node:os";
import { join } from "node:path";
import { readJson } from "../../policy/index.js";
import { quoted } from "../../report/index.js";
import { entriesOf, type LockFilePlace, member, membersOf, parseLockJson, unknownForm } from "./lock-json.js";
import { nugetHash } from "./locked-hash.js";
import { locked, lockedPackage, plainName } from "./locked-package.js";
import type { LockedIdentity, PackageFile } from "./package-file.js";

/** `packages.lock.json`: every package of every target, projects left out. */
export function nugetLockPackages(text: string, place: LockFilePlace): readonly PackageFile[] {
  const { file } = place;
  parseLockJson(text, file); // which has a word for a merge conflict; that a name comes twice the other reader says
  const targets = member(readJson(text, file).value, "dependencies");
  const folders = [place.folder ?? globalFolder(place)];
  return entriesOf(targets, file, "a lock file of NuGet with dependencies").flatMap(([, target]) =>
    entriesOf(target, file, "dependencies by their ids").flatMap(([id, entry]) =>
      isType(entry, "project") ? [] : [packageIn(folders, lockedIn(entry, id, file), place)],
    ),
  );
}

function lockedIn(entry: unknown, id: string, file: string): LockedIdentity {
  return locked(id, versionOf(entry, id, file), nugetHash(member(entry, "contentHash"), id, file));
}

/** One that is passed over because of how it is written would be installed all the same. */
function versionOf(entry: unknown, id: string, file: string): string {
  const version = member(entry, "resolved");
  if (typeof version === "string") return version;
  throw unknownForm(file, `the resolved version of ${quoted(id)} as text`);
}

/** NuGet reads the types of dependencies in any letter case. */
function isType(entry: unknown, wanted: string): boolean {
  const type = member(entry, "type");
  return typeof type === "string" && type.toLowerCase() === wanted;
}

/** `project.assets.json`: its libraries, in the package folders that it names. */
export function nugetAssetsPackages(text: string, place: LockFilePlace): readonly PackageFile[] {
  const document = parseLockJson(text, place.file);
  const libraries = entriesOf(member(document, "libraries"), place.file, "NuGet’s project.assets.json with libraries");
  const named = membersOf(member(document, "packageFolders")).map(([folder]) => folder);
  const folders = place.folder === undefined ? [...named, globalFolder(place)] : [place.folder];
  return libraries.flatMap(([key, library]) => {
    const [id, version] = key.split("/");
    if (typeof member(library, "type") !== "string" || id === undefined || version === undefined)
      throw unknownForm(place.file, `ID/VERSION and a type for ${quoted(key)}`);
    if (!isType(library, "package")) return [];
    const content = nugetHash(member(library, "sha512"), id, place.file);
    return [packageIn(folders, locked(id, version, content), place)];
  });
}

function globalFolder({ environment }: LockFilePlace): string {
  return environment["NUGET_PACKAGES"] ?? join(environment["HOME"] ?? homedir(), ".nuget", "packages");
}

const REMEDY = "Run dotnet restore, or say where the packages lie: --package-folder DIR";

// The layout of NuGet's global folder: lower case throughout. Names come from a file, so nothing in them may climb out.
function packageIn(folders: readonly string[], expect: LockedIdentity, place: LockFilePlace): PackageFile {
  const { id, version } = expect.identity;
  const name = plainName(id.toLowerCase());
  const normal = plainName(version.toLowerCase().split("+")[0] ?? version);
  const within = join(name, normal, `${name}.${normal}.nupkg`);
  return lockedPackage(within, expect, { folders, remedy: REMEDY }, place.workingDirectory);
}
