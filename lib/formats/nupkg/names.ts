import { equalBytes } from "../../bytes/index.js";
import { found } from "../../report/index.js";
import type { FindingList } from "../finding-list.js";
import type { ZipEntry } from "../zip/central-records.js";
import { decodeName, isUnsafeName, placeOf, unescapeName } from "../zip/entry-name.js";

/** Where a `.nupkg` keeps its signature (NuGet.Packaging SigningSpecificationsV1.cs). */
export const SIGNATURE_NAME = ".signature.p7s";
/** Compared as raw octets, by case (SignedPackageArchiveUtility.cs). */
export const SIGNATURE_NAME_BYTES: Uint8Array = new TextEncoder().encode(SIGNATURE_NAME);

export function isSignatureEntry(entry: ZipEntry): boolean {
  return equalBytes(entry.name, SIGNATURE_NAME_BYTES);
}

/** Whether an entry is a manifest as NuGet looks for it: at the root, the extension in any case (PackageReaderBase.cs). */
export function isManifestPlace(place: string): boolean {
  return !place.includes("/") && place.toLowerCase().endsWith(".nuspec");
}

/**
 * Refuses names that leave the folder, and two entries for one file: NuGet extracts the first and unzip the last.
 *
 * Names are compared as NuGet does, percent-decoded and by case. Two names that differ in case alone are two files on
 * Linux and one on Windows; NuGet packs, finds and verifies them as two (PackageBuilder.cs ValidateFilesUnique,
 * ZipArchiveExtensions.cs LookupEntry), and packages built on Linux hold such pairs, so they pass. Not so for the two
 * names that NuGet looks up without case, or that carry trust: the signature's, and the manifest's at the root.
 */
export function checkNames(entries: readonly ZipEntry[], findings: FindingList): void {
  const places = new Set<string>();
  const manifests: string[] = [];
  const signatures: ZipEntry[] = [];
  for (const entry of entries) {
    const name = decodeName(entry.name);
    const place = placeOf(checkedName(name, findings));
    if (isManifestPlace(place)) manifests.push(name);
    if (isSignatureName(place)) signatures.push(entry);
    else if (places.has(place))
      findings.add(found("package-entry-ambiguous", { entry: name, problem: "duplicate-name" }));
    places.add(place);
  }
  const [, secondManifest] = manifests;
  if (secondManifest !== undefined) {
    findings.add(found("package-entry-ambiguous", { entry: secondManifest, problem: "duplicate-name" }));
  }
  checkSignatureNames(signatures, findings);
}

/** In any case. No letter becomes one of these by losing its case and a longer text with it, so most names need no second text. */
function isSignatureName(place: string): boolean {
  return place.length === SIGNATURE_NAME.length && place.toLowerCase() === SIGNATURE_NAME;
}

/** @returns the name as NuGet reads it. */
function checkedName(name: string, findings: FindingList): string {
  const unescaped = unescapeName(name);
  const isUnsafe = isUnsafeName(name) || (unescaped !== name && isUnsafeName(unescaped));
  if (isUnsafe) findings.add(found("package-entry-path-unsafe", { entry: name }));
  return unescaped;
}

function checkSignatureNames(entries: readonly ZipEntry[], findings: FindingList): void {
  const count = entries.filter(isSignatureEntry).length;
  if (count > 1) findings.add(found("signature-entry-duplicate", { count }));
  const lookalike = entries.find((entry) => !isSignatureEntry(entry));
  if (count === 0 || lookalike === undefined) return;
  findings.add(found("package-entry-ambiguous", { entry: decodeName(lookalike.name), problem: "duplicate-name" }));
}
