import { homedir } from "node:os";
import { join } from "node:path";
import { type LockFilePlace, member, membersOf, parseLockJson, unknownForm } from "./lock-json.js";
import { lockedPackage } from "./locked-package.js";
import type { PackageFile } from "./package-files.js";

/** `packages.lock.json`: every package of every target, projects left out. */
export function nugetLockPackages(text: string, place: LockFilePlace): readonly PackageFile[] {
  const targets = member(parseLockJson(text, place.file), "dependencies");
  if (targets === undefined) throw unknownForm(place.file, "a lock file of NuGet with dependencies");
  const folders = [place.folder ?? globalFolder(place)];
  return membersOf(targets).flatMap(([, target]) =>
    membersOf(target).flatMap(([id, entry]) => {
      const version = member(entry, "resolved");
      if (typeof version !== "string" || member(entry, "type") === "Project") return [];
      return [packageIn(folders, id, version)];
    }),
  );
}

/** `project.assets.json`: its libraries, in the package folders that it names. */
export function nugetAssetsPackages(text: string, place: LockFilePlace): readonly PackageFile[] {
  const document = parseLockJson(text, place.file);
  const libraries = member(document, "libraries");
  if (libraries === undefined) throw unknownForm(place.file, "NuGet’s project.assets.json with libraries");
  const named = membersOf(member(document, "packageFolders")).map(([folder]) => folder);
  const folders = place.folder === undefined ? [...named, globalFolder(place)] : [place.folder];
  return membersOf(libraries).flatMap(([key, library]) => {
    const [id, version] = key.split("/");
    if (id === undefined || version === undefined || member(library, "type") !== "package") return [];
    return [packageIn(folders, id, version)];
  });
}

function globalFolder({ environment }: LockFilePlace): string {
  return environment["NUGET_PACKAGES"] ?? join(environment["HOME"] ?? homedir(), ".nuget", "packages");
}

const REMEDY =
  "Run dotnet restore, or say where the packages lie: countersign verify packages.lock.json --package-folder DIR";

// The layout of NuGet's global folder: lower case throughout. Names come from a file, so nothing in them may climb out.
function packageIn(folders: readonly string[], id: string, version: string): PackageFile {
  const name = plainName(id.toLowerCase());
  const normal = plainName(version.toLowerCase().split("+")[0] ?? version);
  return lockedPackage(join(name, normal, `${name}.${normal}.nupkg`), { id, version }, { folders, remedy: REMEDY });
}

/** A name as one segment of a path. */
export function plainName(name: string): string {
  return name.replaceAll(/[/\\]|^\.+$/g, "_");
}
