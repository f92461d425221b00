import type { TrustedSigner } from "../../index.js";
import type { TrustFile } from "./document.js";
import { elementsOf, type NugetEntry } from "./nuget-elements.js";

/**
 * The entries as NuGet's `trustedSigners`, mode require. Read again they become the entries that they were.
 *
 * @returns `left`: what NuGet can't express, a sentence for each; `exported`: how many entries the text holds.
 */
export function nugetConfigOf({ signers, roots }: TrustFile): {
  readonly text: string;
  readonly left: readonly string[];
  readonly exported: number;
} {
  const left = roots.map((root) => `${root.id}: NuGet keeps no roots in its configuration`);
  const entries: NugetEntry[] = [];
  for (const entry of signers.entries) {
    const reason = inexpressible(entry);
    if (reason === undefined && isExpressible(entry)) {
      entries.push(entry);
      left.push(...partsLeft(entry).map((part) => `${entry.id}: ${part}`));
    } else left.push(`${entry.id}: ${reason ?? NO_COUNTERPART} (by ${entry.by}); it was left out`);
  }
  const lines = [
    '<?xml version="1.0" encoding="utf-8"?>',
    "<configuration>",
    "  <config>",
    '    <add key="signatureValidationMode" value="require" />',
    "  </config>",
    "  <trustedSigners>",
    ...elementsOf(entries),
    "  </trustedSigners>",
    "</configuration>",
    "",
  ];
  return { text: lines.join("\n"), left, exported: entries.length };
}

const NO_COUNTERPART = "NuGet has no counterpart of this entry";

function isExpressible(entry: TrustedSigner): entry is NugetEntry {
  return entry.by === "certificate" || (entry.by === "repository" && entry.certificates !== "declared");
}

/** Why nothing of an entry is exported: what NuGet would trust instead is another signer, or more. */
function inexpressible(entry: TrustedSigner): string | undefined {
  if (!isExpressible(entry)) return NO_COUNTERPART;
  if (entry.until !== undefined || entry.from !== undefined)
    return "NuGet has no dates, so no counterpart of this entry";
  const wanted = entry.by === "certificate" ? "author" : "repository";
  if (entry.kinds?.includes(wanted) === false)
    return `NuGet has no counterpart of this entry: one without a repository speaks for authors alone`;
  if (entry.by === "certificate") return undefined;
  if (entry.serviceIndex === undefined && entry.nugetServiceIndexes === undefined)
    return "NuGet wants a service index beside the certificates, and the entry has none (write nugetServiceIndexes)";
  const isList = entry.owners?.some((owner) => owner.includes(";") || owner.trim() !== owner) === true;
  return isList
    ? "NuGet divides owners by semicolons and trims them, so it can't name an owner of this entry"
    : undefined;
}

/** What an entry that is exported loses: NuGet then trusts more than it does, or less. */
function partsLeft(entry: NugetEntry): readonly string[] {
  const parts: string[] = [];
  if (entry.packages !== undefined) parts.push("NuGet’s entries hold for every package; its patterns were left out");
  if (entry.by === "repository" && entry.serviceIndex !== undefined)
    parts.push("NuGet compares no service index: there its certificates decide alone");
  if (entry.by === "certificate" && entry.rules === undefined && entry.kinds?.includes("repository") !== false)
    parts.push("NuGet trusts it as an author alone; repository signatures were left out");
  return parts;
}
