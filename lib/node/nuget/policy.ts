import { definePolicy, type Policy, type PolicyDocument, type SignatureRules } from "../../policy/index.js";
import type { IssueCode, Severity } from "../../report/index.js";
import { readNugetConfig } from "./config-file.js";
import { mergeConfigs } from "./merge.js";
import { type SignerEntries, signerEntries } from "./signer-entries.js";

/** Which of NuGet's commands is answered for; they judge by different settings under one configuration. */
export type NugetCommand = "restore" | "verify";

/** A policy that answers as NuGet would, and where it can't. */
export interface NugetPolicy {
  readonly policy: Policy;
  /** What deserves to be said: where the answer is stricter than NuGet's, and what of the files has no effect. */
  readonly notes: readonly string[];
  /** Whether a file sets `signatureValidationMode`, which is about restoring: `dotnet nuget verify` has no modes. */
  readonly setsMode: boolean;
}

/**
 * nuget.config files, nearest first, merged as NuGet merges them (`clear` included), as a policy: mode accept or require,
 * trusted signers, `allowUntrustedRoot` only where NuGet honours it (upper-case fingerprint). Codes of class integrity refuse
 * in both modes; `notes` names each place where the answer is stricter than NuGet's.
 *
 * @param options.command `restore` (default) judges as restore and install do in the files' mode; `verify` as
 *   `dotnet nuget verify`, which asks for a trusted signature in either mode.
 * @throws {ConfigError} with file and line.
 */
export function policyFromNugetConfig(
  files: readonly { readonly name: string; readonly text: string }[],
  options: { readonly command?: NugetCommand } = {},
): NugetPolicy {
  const merged = mergeConfigs(files.map(({ name, text }) => readNugetConfig(name, text)));
  const { mode, notes } = readMode(merged.mode);
  const signers = signerEntries(merged.signers);
  const rows = options.command === "verify" ? VERIFY : RESTORE[mode];
  const isReportedOnly = rows === RESTORE.accept && merged.signers.length > 0;
  const policy = definePolicy({
    version: 1,
    name: `nuget.config, ${rows.name}`,
    extends: "standard",
    severities: rows.severities,
    signatures: rows.signatures,
    // Mode and environment decide whether NuGet asks responders; a revoked certificate is refused whatever the time.
    revocation: { mode: "offline", need: "prefer", afterTimestamp: "refuse" },
    ...signerList(mode, merged.signers.length > 0, signers),
  });
  return {
    policy,
    notes: [...notes, ...signers.notes, ...rows.notes, ...(isReportedOnly ? [LIST_NOTE] : []), REVOCATION_NOTE],
    setsMode: merged.mode !== undefined,
  };
}

type Mode = "accept" | "require";

/** .NET's Enum.TryParse: words in any case, their numbers, and lists of either, which are added up. */
function readMode(written: string | undefined): { readonly mode: Mode; readonly notes: readonly string[] } {
  const value = expandVariables(written ?? "accept").trim();
  const words = value.split(",").map((word) => word.trim().toLowerCase());
  const isKnown = words.every((word) => MODE_WORDS.includes(word));
  if (isKnown)
    return { mode: words.some((word) => word === "require" || word === "1") ? "require" : "accept", notes: [] };
  // As written: what a variable holds may be a secret, and whoever wrote the file may not know it.
  const shown = JSON.stringify((written ?? "").trim().slice(0, 40));
  return { mode: "accept", notes: [`signatureValidationMode ${shown} is no mode; it counts as accept, as in NuGet.`] };
}

const MODE_WORDS = ["accept", "require", "0", "1"];

/** `%NAME%`, as NuGet expands it in values; a variable that is not set stays as it is written. */
function expandVariables(value: string): string {
  return value.replace(/%([^%]+)%/g, (written, name: string) => process.env[name] ?? written);
}

/** A list is asked in either mode; in require mode there must be one. */
function signerList(mode: Mode, isListed: boolean, { entries }: SignerEntries): Pick<PolicyDocument, "signers"> {
  return isListed || mode === "require" ? { signers: { version: 1, mode: "listed", entries } } : {};
}

interface Rows {
  readonly name: string;
  readonly signatures: SignatureRules;
  readonly severities: { readonly [C in IssueCode]?: Severity };
  readonly notes: readonly string[];
}

const REVOCATION_NOTE =
  "NuGet asks for revocation online unless NUGET_CERT_REVOCATION_MODE=offline; this policy uses what is at hand (--revocation online).";
const LIST_NOTE =
  "In mode accept NuGet's restore reports a signer that is not on the list and installs; dotnet nuget verify refuses (--nuget-command verify).";
const INTEGRITY_NOTE =
  "Malformed or false signatures, timestamps and countersignatures are refused in every mode; NuGet lets them pass in this one.";

/** The settings of `dotnet nuget verify`: those of the standard policy. */
const VERIFY: Rows = {
  name: "verify",
  signatures: { repository: "verify-if-present" },
  severities: {},
  notes: [],
};

/** A timestamp that is not to be believed is ignored, and a countersignature that isn't needed does no harm. */
const AS_RESTORE = { repository: "verify-if-needed", timestamps: "use-if-good" } as const;

/** Restore and install, by the files' mode (reference: AllowUnsigned, AllowIllegal, AllowUntrusted, AllowIgnoreTimestamp). */
const RESTORE: { readonly [M in Mode]: Rows } = {
  accept: {
    name: "accept",
    signatures: AS_RESTORE,
    severities: {
      "timestamp-certificate-missing": "warning",
      "package-unsigned": "warning",
      "signer-not-allowed": "warning",
      "signer-owner-not-allowed": "warning",
      "chain-root-untrusted": "warning",
      "chain-anchor-purpose": "warning",
      "certificate-expired": "warning",
      "signature-kind-unknown": "warning",
      "repository-service-index-invalid": "warning",
      "repository-owners-malformed": "warning",
    },
    notes: [INTEGRITY_NOTE],
  },
  require: {
    name: "require",
    signatures: AS_RESTORE,
    severities: {},
    notes: [INTEGRITY_NOTE],
  },
};
