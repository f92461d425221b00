import type { TrustedSigners } from "../../policy/index.js";
import { readNugetConfig } from "./config-file.js";
import { readEnumeration } from "./enumeration.js";
import { mergeConfigs } from "./merge.js";
import { type JudgingAsNuget, type NugetMode, type NugetPolicyOptions, policyInNugetMode } from "./modes.js";
import { signerEntries } from "./signer-entries.js";
import { requireFields, requireGiven } from "../../report/index.js";

/** A policy that answers as NuGet would under nuget.config files, and where it can't. */
export interface NugetPolicy extends JudgingAsNuget {
  /** What a file sets as `signatureValidationMode`, which is about restoring: `dotnet nuget verify` has no modes. */
  readonly mode: NugetMode | undefined;
  /** `undefined`: no file lists anybody. Without entries: there is a list, and nobody fits it. */
  readonly signers: TrustedSigners | undefined;
}

/**
 * nuget.config files, nearest first, merged as NuGet merges them (`clear` included), as a policy: mode accept or require,
 * trusted signers, `allowUntrustedRoot` only where NuGet honours it (upper-case fingerprint). Codes of class integrity refuse
 * in both modes; `notes` says where the answer is stricter than NuGet's, and what of the files has no effect.
 *
 * @param files `text` as bytes: the file as it lies on the disk, in an encoding that NuGet reads.
 * @throws {ConfigError} with file and line.
 */
export function policyFromNugetConfig(
  files: readonly { readonly name: string; readonly text: string | Uint8Array }[],
  options: NugetPolicyOptions = {},
): NugetPolicy {
  requireGiven(files, "files", "object[]");
  for (const [index, file] of files.entries()) requireFields(file, `files[${index}]`, { name: "text", text: "data" });
  const merged = mergeConfigs(files.map(({ name, text }) => readNugetConfig(name, text)));
  const { mode, notes } = readMode(merged.mode);
  const { entries, notes: ofEntries } = signerEntries(merged.signers);
  const isListed = merged.signers.length > 0;
  const list = isListed ? ({ version: 1, mode: "listed", entries } as const) : undefined;
  const judging = policyInNugetMode(mode, list, options);
  const { policy } = judging;
  // As the policy has read them: with the members of an entry in their order.
  const signers = isListed ? policy.toDocument().signers : undefined;
  return { policy, notes: [...notes, ...ofEntries, ...judging.notes], mode, signers };
}

interface ReadMode {
  readonly mode: NugetMode | undefined;
  readonly notes: readonly string[];
}

/** What is neither mode counts as accept. */
function readMode(written: string | undefined): ReadMode {
  if (written === undefined) return { mode: undefined, notes: [] };
  const value = readEnumeration(expandVariables(written), { accept: 0, require: 1 });
  if (value === 1) return { mode: "require", notes: [] };
  if (value === 0) return { mode: "accept", notes: [] };
  // As written: what a variable holds may be a secret, and whoever wrote the file may not know it.
  const shown = JSON.stringify(written.trim().slice(0, 40));
  return { mode: "accept", notes: [`signatureValidationMode ${shown} is no mode; it counts as accept, as in NuGet.`] };
}

/** Twice, as NuGet does it: what a variable holds may name another one, which may not. (Asked: 10.0.401.) */
function expandVariables(value: string): string {
  return expandOnce(expandOnce(value));
}

/** `%NAME%` as .NET expands it: one that is not set stays as it is written, and its second sign may begin the next. */
function expandOnce(value: string): string {
  let result = "";
  let from = 0;
  for (let to = value.indexOf("%", 1); to > 0; to = value.indexOf("%", from + 1)) {
    const known = value[from] === "%" ? process.env[value.slice(from + 1, to)] : undefined;
    result += known ?? value.slice(from, to);
    from = known === undefined ? to : to + 1;
  }
  return result + value.slice(from);
}
