import type { RevocationSource, TrustStore, Verifier } from "../index.js";
import { createNodeVerifier, type NodeVerifierOptions } from "../node/index.js";
import type { Policy } from "../index.js";
import type { Invocation } from "./invocation.js";
import { atLevel, namedPolicy, withRevocation } from "./policy-options.js";
import { rootsOf } from "./roots-options.js";
import { type SignerLists, signerLists } from "./signer-lists.js";

/** What a call judges by, read from its options once. */
export interface Judging {
  readonly policy: Policy;
  readonly trust: TrustStore;
  /** To be said beside the results: where an imported configuration is read more strictly than NuGet reads it. */
  readonly notes: readonly string[];
}

/** Policy, allowlist, level and roots of a call. */
export async function judgingOf(call: Invocation): Promise<Judging> {
  const lists = await signerLists(call);
  const trust = await rootsOf(call, lists.anchors);
  return { policy: await policyOf(call, lists), trust, notes: lists.notes };
}

async function policyOf(call: Invocation, lists: SignerLists): Promise<Policy> {
  const base = lists.apply(await namedPolicy(call.options.text("policy"), call));
  const mode = call.options.text("revocation");
  const policy = mode === "off" || mode === "offline" || mode === "online" ? withRevocation(base, mode) : base;
  return atLevel(policy, call);
}

/** The verifier of a call. */
export async function verifierOf(call: Invocation, judging: Judging): Promise<Verifier> {
  const sources = await revocationFiles(call.options.list("revocation-data"));
  const cacheDirectory = call.options.text("cache") ?? call.environment["COUNTERSIGN_CACHE"];
  const options: NodeVerifierOptions = {
    trust: judging.trust,
    policy: judging.policy,
    clock: call.clock,
    ...(sources.length === 0 ? {} : { revocation: sources }),
    ...(cacheDirectory === undefined ? {} : { cacheDirectory }),
  };
  return createNodeVerifier(options);
}

async function revocationFiles(paths: readonly string[]): Promise<readonly RevocationSource[]> {
  if (paths.length === 0) return [];
  const { fileRevocationSource } = await import("./rarely/revocation-files.js");
  return paths.map((path) => fileRevocationSource(path));
}
