import type { TrustedSigner } from "../../index.js";
import type { NugetMode } from "../../node/index.js";
import { trimmedAsDotnet } from "../../policy/index.js";
import type { TrustFile } from "./document.js";
import { elementsOf, type NugetEntry } from "./nuget-elements.js";
import { modeOf } from "./nuget-mode.js";

/**
 * The file as a nuget.config, in the mode that it was imported in, else in require: read again, the entries become what they were.
 *
 * @returns `left`: what NuGet can't express, a sentence for each; `exported`: how many entries the text holds; `mode`: what it sets.
 */
export function nugetConfigOf({ signers, nugetMode = "require", roots }: TrustFile): {
  readonly text: string;
  readonly left: readonly string[];
  readonly exported: number;
  readonly mode: NugetMode | undefined;
} {
  const left = roots.map((root) => `${root.id}: NuGet keeps no roots in its configuration`);
  const entries: NugetEntry[] = [];
  for (const entry of signers.entries) {
    const found = signers.mode === "listed" ? counterpartOf(entry) : ADDS_ONLY;
    if (typeof found === "string") left.push(`${entry.id}: ${found} (by ${entry.by}); it was left out`);
    else {
      entries.push(found);
      left.push(...partsLeft(found).map((part) => `${entry.id}: ${part}`));
    }
  }
  const mode = modeOf(nugetMode);
  return { text: configText(mode, entries), left, exported: entries.length, mode };
}

function configText(mode: NugetMode | undefined, entries: readonly NugetEntry[]): string {
  const setting = mode === undefined ? [] : [`    <add key="signatureValidationMode" value="${mode}" />`];
  return [
    '<?xml version="1.0" encoding="utf-8"?>',
    "<configuration>",
    ...section("config", setting),
    ...section("trustedSigners", elementsOf(entries)),
    "</configuration>",
    "",
  ].join("\n");
}

function section(name: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : [`  <${name}>`, ...lines, `  </${name}>`];
}

const ADDS_ONLY = "entries of this file only add trust (mode any-trusted), and a list of NuGet’s binds";

/** What NuGet has for an entry, or why nothing of it is exported. */
function counterpartOf(entry: TrustedSigner): NugetEntry | string {
  if (!isExpressible(entry)) return "NuGet has no counterpart of this entry";
  return inexpressible(entry) ?? entry;
}

function isExpressible(entry: TrustedSigner): entry is NugetEntry {
  return entry.by === "certificate" || (entry.by === "repository" && entry.certificates !== "declared");
}

/** What would have NuGet trust another signer instead, or more. */
function inexpressible(entry: NugetEntry): string | undefined {
  if (entry.until !== undefined || entry.from !== undefined)
    return "NuGet has no dates, so no counterpart of this entry";
  const wanted = entry.by === "certificate" ? "author" : "repository";
  if (entry.kinds?.includes(wanted) === false)
    return `NuGet has no counterpart of this entry: one without a repository speaks for authors alone`;
  if (entry.by === "certificate") return undefined;
  if (entry.serviceIndex === undefined && entry.nugetServiceIndexes === undefined)
    return "NuGet wants a service index beside the certificates, and the entry has none (write nugetServiceIndexes)";
  const isList = entry.owners?.some((owner) => owner.includes(";") || trimmedAsDotnet(owner) !== owner) === true;
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
