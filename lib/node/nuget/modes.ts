import {
  definePolicy,
  Field,
  type Policy,
  type PolicyDocument,
  readWord,
  type SignatureRules,
  type TrustedSigners,
} from "../../policy/index.js";
import { type IssueCode, requireOnly, type Severity } from "../../report/index.js";

/** Which of NuGet's commands is answered for; they judge by different settings under one configuration. */
export type NugetCommand = "restore" | "verify";

/** NuGet's `signatureValidationMode`. */
export type NugetMode = "accept" | "require";

/** For whom a configuration of NuGet is read, and how strictly at least. */
export interface NugetPolicyOptions {
  /**
   * `restore` judges as restore and install do in the configuration's mode; `verify` as `dotnet nuget verify`, which asks for a
   * trusted signature in either mode. Default: `restore` where a mode is set, else `verify`.
   */
  readonly command?: NugetCommand;
  /** `require`: mode accept forgives nothing. Whether there must be a list is still what the configuration's own mode says. */
  readonly atLeast?: NugetMode;
}

/** A policy that judges as NuGet does, and what deserves to be said of it. */
export interface JudgingAsNuget {
  readonly policy: Policy;
  /** Where its answer is not NuGet's, or not that of NuGet's other command. */
  readonly notes: readonly string[];
}

/**
 * The policy of a mode and a list of signers, as NuGet judges by them. Codes of class integrity refuse in both modes.
 *
 * @param mode `undefined`: none is set, which restore takes for accept.
 * @param signers `undefined`: there is no list, for want of which mode require refuses every package.
 * @throws {ConfigError} a mode or command is none, or the list is wrong.
 */
export function policyInNugetMode(
  mode: NugetMode | undefined,
  signers: TrustedSigners | undefined,
  options: NugetPolicyOptions = {},
): JudgingAsNuget {
  requireWords(mode, options);
  const rows = rowsOf(mode, options);
  const list = signers === undefined && mode === "require" ? NOBODY : signers;
  const policy = definePolicy({
    version: 1,
    name: `nuget.config, ${rows.name}`,
    extends: "standard",
    severities: rows.severities,
    signatures: rows.signatures,
    // Mode and environment decide whether NuGet asks responders; a revoked certificate is refused whatever the time.
    revocation: { mode: "offline", need: "prefer", afterTimestamp: "refuse" },
    ...(list === undefined ? {} : { signers: list }),
  } satisfies PolicyDocument);
  const isReportedOnly = rows === RESTORE.accept && signers !== undefined;
  return { policy, notes: [...rows.notes, ...(isReportedOnly ? [LIST_NOTE] : []), REVOCATION_NOTE] };
}

/** A word that is none would be taken for the mildest. */
function requireWords(mode: NugetMode | undefined, options: NugetPolicyOptions): void {
  requireOnly(options, "options", {}, ["command", "atLeast"]);
  const { command, atLeast } = options;
  if (mode !== undefined) readWord(new Field(mode, "mode"), MODES);
  if (command !== undefined) readWord(new Field(command, "options.command"), ["restore", "verify"]);
  if (atLeast !== undefined) readWord(new Field(atLeast, "options.atLeast"), MODES);
}

const MODES = ["accept", "require"] as const;

function rowsOf(mode: NugetMode | undefined, { command, atLeast = "accept" }: NugetPolicyOptions): Rows {
  if ((command ?? (mode === undefined ? "verify" : "restore")) === "verify") return VERIFY;
  return RESTORE[atLeast === "require" ? "require" : (mode ?? "accept")];
}

const NOBODY: TrustedSigners = { version: 1, mode: "listed", entries: [] };

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

/** Restore and install, by mode (NuGet: AllowUnsigned, AllowIllegal, AllowUntrusted, AllowIgnoreTimestamp). */
const RESTORE: { readonly [M in NugetMode]: Rows } = {
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
