import type { Policy, TrustAnchorInput, TrustedSigner, TrustedSigners } from "../index.js";
import { type JudgingAsNuget, type NugetPolicyOptions, policyInNugetMode } from "../node/index.js";
import { rulesOf } from "../policy/index.js";
import { ConfigError } from "../report/index.js";
import type { Invocation } from "./invocation.js";
import { raisedLevel, readFingerprint, withLevel, withSigners } from "./policy-options.js";
import { readFileBytes } from "./read-file.js";
import { anchorsOf } from "./trust-file/document.js";
import { type LocatedTrustFile, locateTrustFile } from "./trust-file/locate.js";
import { modeOf, type NugetModeWord } from "./trust-file/nuget-mode.js";
import { addedUnasked } from "./trust-file/unasked.js";

/** A policy under the allowlists of a call, wherever they come from. */
export interface ListedPolicy {
  readonly policy: Policy;
  /** Roots that the trust file adds. */
  readonly anchors: readonly TrustAnchorInput[];
  readonly notes: readonly string[];
  /** Whether the list that the policy itself holds decides: an entry of the trust file then changes nothing. */
  readonly isOwnList: boolean;
}

/**
 * Reads `--nuget-config`, `--certificate-fingerprint` and the trust file. A nuget.config is a policy by itself, as NuGet
 * would judge by it; the nearest trust file counts where no other list is named, and that of a policy is named with it: who
 * can put a file beside a package must not choose who may sign it.
 *
 * @param named the policy of the call.
 */
export async function underLists(named: Policy, call: Invocation): Promise<ListedPolicy> {
  const configs = call.options.list("nuget-config");
  const fingerprints = call.options.list("certificate-fingerprint");
  if (configs.length > 0) return fromNugetConfig(configs, fingerprints, call);
  if (fingerprints.length > 0) return underAnother(withSigners(named, primaryIs(fingerprints)));
  const located = call.options.has("no-trust-file") ? undefined : await locateTrustFile(call);
  if (located !== undefined) return underTrustFile(named, located, call);
  return { policy: named, anchors: [], notes: [], isOwnList: hasList(named) };
}

/** A list that the call names in place of every other. */
function underAnother(policy: Policy, notes: readonly string[] = []): ListedPolicy {
  return { policy, anchors: [], notes, isOwnList: false };
}

function hasList(policy: Policy): boolean {
  return rulesOf(policy).signers !== undefined;
}

function underTrustFile(named: Policy, located: LocatedTrustFile, call: Invocation): ListedPolicy {
  const { file, path, isNamed } = located;
  const { entries } = file.signers;
  const common = { anchors: anchorsOf(file, path), notes: addedUnasked(located), isOwnList: false };
  if (file.nugetMode !== undefined && !call.options.has("policy")) {
    const { policy, notes } = inNugetMode(file.nugetMode, located, call);
    return { ...common, policy, notes: [...common.notes, ...notes] };
  }
  // A file that so far holds roots alone binds no package to a signer, unless it was imported from one that requires a list.
  if (entries.length === 0 && file.nugetMode !== "require") {
    // An entry that is added to a named file takes the place of the policy's list.
    return { ...common, policy: named, isOwnList: !isNamed && hasList(named) };
  }
  if (isNamed || !hasList(named)) return { ...common, policy: withSigners(named, file.signers) };
  const note = `the policy lists signers itself, so the entries of ${path} do not count (--trust-file ${path} puts them in their place)`;
  return { ...common, notes: [...common.notes, note], policy: named, isOwnList: true };
}

async function fromNugetConfig(
  files: readonly string[],
  fingerprints: readonly string[],
  call: Invocation,
): Promise<ListedPolicy> {
  if (call.options.has("policy")) throw eitherOr("--policy", "--nuget-config, which is a policy by itself");
  const { policyFromNugetConfig } = await import("./rarely/nuget-config.js");
  const texts = await Promise.all(files.map(async (name) => ({ name, text: await readFileBytes(name, call) })));
  const { policy, notes } = asNuget(call, (options) => policyFromNugetConfig(texts, options));
  if (fingerprints.length === 0) return underAnother(policy, notes);
  throw eitherOr("--certificate-fingerprint", "--nuget-config, whose list binds as well");
}

/** A trust file that says in which of NuGet's modes its list was imported: a policy by itself, as the nuget.config was. */
function inNugetMode(word: NugetModeWord, { file, path }: LocatedTrustFile, call: Invocation): JudgingAsNuget {
  const signers = file.signers.entries.length === 0 ? undefined : file.signers;
  const { policy } = asNuget(call, (options) => policyInNugetMode(modeOf(word), signers, options));
  const note = `${path} is in NuGet’s mode accept: unsigned packages, and signers that it does not list, are reported and pass (--level require refuses them)`;
  return { policy, notes: isForgiving(policy) ? [note] : [] };
}

/** By the rules of the command that the call names; a level that is named takes the place of mode accept. */
function asNuget(call: Invocation, judging: (options: NugetPolicyOptions) => JudgingAsNuget): JudgingAsNuget {
  const named = call.options.text("nuget-command");
  const options: NugetPolicyOptions = named === "restore" || named === "verify" ? { command: named } : {};
  const asSet = judging(options);
  const level = raisedLevel(call);
  if (level === undefined || !isForgiving(asSet.policy)) return asSet;
  const { policy, notes } = judging({ ...options, atLeast: "require" });
  return { policy: withLevel(policy, level), notes };
}

/** Whether it is that of mode accept. */
function isForgiving(policy: Policy): boolean {
  return rulesOf(policy).level === "require" && policy.severityOf("package-unsigned") !== "error";
}

/** As `dotnet nuget verify --certificate-fingerprint` means it: the primary signer's certificate, of either kind. */
function primaryIs(fingerprints: readonly string[]): TrustedSigners {
  const entries = fingerprints.map((text, place): TrustedSigner => {
    const fingerprint = readFingerprint(text, "--certificate-fingerprint");
    return { id: `fingerprint-${place + 1}`, by: "certificate", fingerprint, placement: "primary", rules: "nuget" };
  });
  return { version: 1, mode: "listed", entries };
}

function eitherOr(at: string, other: string): ConfigError {
  const remedy = "Run the command once with each; a package must pass both.";
  return new ConfigError({ at, expected: `no ${at} beside ${other}`, received: "both", remedy });
}
