import type { Policy, TrustAnchorInput, TrustedSigner, TrustedSigners } from "../index.js";
import { ConfigError } from "../report/index.js";
import type { Invocation } from "./invocation.js";
import { readFingerprint, withSigners } from "./policy-options.js";
import { readFileText } from "./read-file.js";
import { anchorsOf } from "./trust-file/document.js";
import { locateTrustFile } from "./trust-file/locate.js";

/** The allowlists of a call, wherever they come from. */
export interface SignerLists {
  /** Roots that the trust file adds. */
  readonly anchors: readonly TrustAnchorInput[];
  readonly notes: readonly string[];
  /** The policy under these lists. */
  apply(policy: Policy): Policy;
}

/**
 * Reads `--nuget-config`, `--certificate-fingerprint` and the trust file. A nuget.config is a policy by itself, as NuGet
 * would judge by it; the nearest trust file counts where no other list is named.
 */
export async function signerLists(call: Invocation): Promise<SignerLists> {
  const configs = call.options.list("nuget-config");
  const fingerprints = call.options.list("certificate-fingerprint");
  if (configs.length > 0) return fromNugetConfig(configs, fingerprints, call);
  if (fingerprints.length > 0)
    return { anchors: [], notes: [], apply: (policy) => withSigners(policy, primaryIs(fingerprints)) };
  const located = call.options.has("no-trust-file") ? undefined : await locateTrustFile(call);
  if (located === undefined) return { anchors: [], notes: [], apply: (policy) => policy };
  const { file, path } = located;
  return {
    anchors: anchorsOf(file, path),
    notes: [],
    // A file that so far holds roots alone binds no package to a signer.
    apply: (policy) => (file.signers.entries.length === 0 ? policy : withSigners(policy, file.signers)),
  };
}

async function fromNugetConfig(
  files: readonly string[],
  fingerprints: readonly string[],
  call: Invocation,
): Promise<SignerLists> {
  if (call.options.has("policy")) throw eitherOr("--policy", "--nuget-config, which is a policy by itself");
  const { policyFromNugetConfig } = await import("./rarely/nuget-config.js");
  const texts = await Promise.all(files.map(async (name) => ({ name, text: await readFileText(name, call) })));
  const named = namedCommand(call);
  const asRestore = policyFromNugetConfig(texts, { command: named ?? "restore" });
  // Files that set a mode are about restoring; others are asked for the answer of `dotnet nuget verify`.
  const asMeant =
    named !== undefined || asRestore.setsMode ? asRestore : policyFromNugetConfig(texts, { command: "verify" });
  const { policy, notes } = asMeant;
  if (fingerprints.length === 0) return { anchors: [], notes, apply: () => policy };
  throw eitherOr("--certificate-fingerprint", "--nuget-config, whose list binds as well");
}

function namedCommand(call: Invocation): "restore" | "verify" | undefined {
  const named = call.options.text("nuget-command");
  return named === "restore" || named === "verify" ? named : undefined;
}

/** As `dotnet nuget verify --certificate-fingerprint` means it: the primary signer's certificate, of either kind. */
function primaryIs(fingerprints: readonly string[]): TrustedSigners {
  const entries = fingerprints.map((text, place): TrustedSigner => {
    const fingerprint = readFingerprint(text, "--certificate-fingerprint");
    return { id: `fingerprint-${place + 1}`, by: "certificate", fingerprint };
  });
  return { version: 1, mode: "listed", entries };
}

function eitherOr(at: string, other: string): ConfigError {
  const remedy = "Run the command once with each; a package must pass both.";
  return new ConfigError({ at, expected: `no ${at} beside ${other}`, received: "both", remedy });
}
