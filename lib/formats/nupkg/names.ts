import { equalBytes } from "../../bytes/index.js";
import { found } from "../../report/index.js";
import type { FindingList } from "../finding-list.js";
import { foldedName, mayBeShortName } from "../folded-name.js";
import type { ZipEntry } from "../zip/central-records.js";
import { decodeName, isUnsafeName, placeOf, unescapeName } from "../zip/entry-name.js";
import { entriesWithTellingNames } from "./plain-names.js";

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
 * Names are compared as NuGet does, percent-decoded and by case. Two names that differ in case alone, or in a dot at the end,
 * are two files on Linux and one on Windows; NuGet packs, finds and verifies them as two (PackageBuilder.cs
 * ValidateFilesUnique, ZipArchiveExtensions.cs LookupEntry), and packages built on Linux hold such pairs, so they pass. Not
 * so for the two names that carry trust, or that NuGet looks up without case: the signature's, and the manifest's at the
 * root. Neither may be one that any system writes over them (see {@link foldedName}).
 */
export function checkNames(entries: readonly ZipEntry[], findings: FindingList): void {
  const places = new Set<string>();
  const manifests: string[] = [];
  const signatures: ZipEntry[] = [];
  for (const entry of entriesWithTellingNames(entries)) {
    const name = decodeName(entry.name);
    const place = placeOf(checkedName(name, findings));
    const folded = place.includes("/") ? "" : foldedName(place);
    if (isManifestName(folded)) manifests.push(name);
    if (isSignatureName(folded)) signatures.push(entry);
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

function isManifestName(folded: string): boolean {
  return folded.endsWith(".nuspec") || mayBeShortName(folded, "nus");
}

function isSignatureName(folded: string): boolean {
  return folded === SIGNATURE_NAME || mayBeShortName(folded, "p7s");
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
