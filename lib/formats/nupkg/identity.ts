import { type Budgets, ok, type PackageIdentity, type Result } from "../../report/index.js";
import { MOST_NUSPEC_BYTES } from "../manifest/limits.js";
import { readNuspec } from "../manifest/nuspec.js";
import type { Slot, ZipArchive } from "../zip/directory.js";
import { decodeName, placeOf, unescapeName } from "../zip/entry-name.js";
import { readEntry } from "../zip/read-entry.js";
import { isManifestPlace } from "./names.js";

/**
 * Id and version from the one `.nuspec` at the root. Of a package with two nothing is said; opening reports them.
 *
 * @throws TransportError the source is shorter than it says.
 */
export async function readNupkgIdentity(
  archive: ZipArchive,
  budgets: Budgets,
): Promise<Result<PackageIdentity | undefined>> {
  const [slot, second] = archive.slots.filter(isManifest);
  if (slot === undefined || second !== undefined) return ok(undefined);
  const limit = Math.min(budgets.inflatedBytes, MOST_NUSPEC_BYTES);
  const content = await readEntry(archive, slot, limit);
  return content.ok ? readNuspec(content.value) : content;
}

function isManifest(slot: Slot): boolean {
  return isManifestPlace(placeOf(unescapeName(decodeName(slot.entry.name))));
}
