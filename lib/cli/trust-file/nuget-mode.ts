import type { NugetMode } from "../../node/index.js";
import type { TrustFile } from "./document.js";

/**
 * In a trust file that was imported: what the nuget.config files set as `signatureValidationMode`. `unset`: nothing. Packages are
 * then judged as NuGet judges them, by restore in that mode, or by `dotnet nuget verify` where none is set.
 */
export type NugetModeWord = NugetMode | "unset";

/** The most lenient first. */
export const NUGET_MODES: readonly NugetModeWord[] = ["accept", "require", "unset"];

/** As NuGet has it. */
export function modeOf(word: NugetModeWord): NugetMode | undefined {
  return word === "unset" ? undefined : word;
}

/** What mode require does where nobody is listed (NU3034). */
export const REFUSES_ALL =
  "in NuGet’s mode require a list without entries refuses every package (NU3034), until one is added: countersign trust add PACKAGE";

/** The mode of a trust file after an import, and what it means, in a sentence. */
export interface ImportedMode {
  readonly nugetMode: NugetModeWord | undefined;
  readonly meaning: string;
}

/**
 * The imported mode, for a file that says nothing yet. Of another one the stricter rules stay: an import must not let pass what
 * the file refuses.
 *
 * @param count how many entries the file has after the import.
 */
export function importedMode(before: TrustFile, mode: NugetMode | undefined, count: number): ImportedMode {
  const imported = mode ?? "unset";
  const { nugetMode, signers } = before;
  const isNew = nugetMode === undefined && signers.mode === "listed" && signers.entries.length === 0;
  if (!isNew && strictness(nugetMode) > strictness(imported))
    return { nugetMode, meaning: `${settingOf(imported)} was not taken over: the file ${STAYS}` };
  return { nugetMode: imported, meaning: meaningOf(imported, count) };
}

const STAYS =
  "judges more strictly already, and that stays (for NuGet’s own answers import into a file of its own: --trust-file FILE)";

/** By the policy of the call, which no mode softens, is the strictest. */
function strictness(word: NugetModeWord | undefined): number {
  return word === undefined ? NUGET_MODES.length : NUGET_MODES.indexOf(word);
}

function settingOf(word: NugetModeWord): string {
  return word === "unset" ? "that no signatureValidationMode is set" : `signatureValidationMode ${word}`;
}

function meaningOf(word: NugetModeWord, count: number): string {
  switch (word) {
    case "accept":
      return "signatureValidationMode accept: as in NuGet’s restore, unsigned packages and signers that are not listed are reported and pass (--level require refuses them)";
    case "require":
      return count === 0
        ? REFUSES_ALL
        : "signatureValidationMode require: as in NuGet’s restore, unsigned packages and signers that are not listed are refused";
    case "unset":
      return `no signatureValidationMode: as by dotnet nuget verify, unsigned packages are refused; ${count === 0 ? "for want of a list any proven signer passes" : "so are signers that are not listed"}`;
  }
}
