import { resolve } from "node:path";
import type { IssuerSource, Policy, RevocationSource, TrustStore } from "../index.js";
import {
  createNodeVerifier,
  type HttpRevocationOptions,
  httpRevocationSource,
  type NodeVerifier,
  type NodeVerifierOptions,
} from "../node/index.js";
import { rulesOf } from "../policy/index.js";
import { ConfigError, visible } from "../report/index.js";
import type { Invocation } from "./invocation.js";
import { askedRepositories } from "./origin.js";
import { atLevel, namedPolicy, withRevocation } from "./policy-options.js";
import { rootsOf } from "./roots-options.js";
import { underLists } from "./signer-lists.js";

/** What a call judges by, read from its options once. */
export interface Judging {
  readonly policy: Policy;
  readonly trust: TrustStore;
  /** The call, knowing whose list decides: what it shows is to fit it. */
  readonly call: Invocation;
}

/**
 * Policy, allowlist, level and roots of a call. What deserves a word goes to standard error: where an imported configuration is
 * read more strictly than NuGet reads it, and what a trust file adds that nobody named.
 */
export async function judgingOf(call: Invocation): Promise<Judging> {
  const named = await namedPolicy(call.options.text("policy"), call);
  const { policy, anchors, notes, isOwnList } = await underLists(named, call);
  const trust = await rootsOf(call, anchors);
  for (const note of notes) call.stderr.write(`note: ${visible(note)}\n`);
  const listing = isOwnList ? call.options.text("policy") : undefined;
  const knowing = listing === undefined ? call : { ...call, listingPolicy: listing };
  return { policy: asAsked(policy, call), trust, call: knowing };
}

/** With the revocation and the level that the call asks for. */
function asAsked(base: Policy, call: Invocation): Policy {
  const mode = call.options.text("revocation");
  const policy = mode === "off" || mode === "offline" || mode === "online" ? withRevocation(base, mode) : base;
  return atLevel(call.options.has("offline") ? offline(policy, call) : policy, call);
}

/** `--offline`: what the policy would ask for online, it does without. */
function offline(policy: Policy, { options }: Invocation): Policy {
  const fetching = options.has("fetch-issuers") ? "--fetch-issuers" : undefined;
  const against = options.text("revocation") === "online" ? "--revocation online" : fetching;
  if (against === undefined)
    return rulesOf(policy).revocation.mode === "online" ? withRevocation(policy, "offline") : policy;
  const received = `${against} beside it`;
  throw new ConfigError({
    at: "--offline",
    expected: "no word against it",
    received,
    remedy: "Leave one of them out.",
  });
}

/** The verifier of a call. */
export async function verifierOf(call: Invocation, judging: Judging): Promise<NodeVerifier> {
  return createNodeVerifier({
    trust: judging.trust,
    policy: judging.policy,
    clock: call.clock,
    revocation: [...(await revocationFiles(call)), httpRevocationSource(revocationSettings(call))],
    ocspNonce: nonceOf(judging.policy, call),
    ...(await issuersOf(call)),
    ...(await repositoriesOf(judging.policy, call)),
  });
}

/** `--ocsp-nonce`: where no responder is asked it would promise what nobody does. */
function nonceOf(policy: Policy, { options }: Invocation): boolean {
  const { mode } = rulesOf(policy).revocation;
  if (!options.has("ocsp-nonce") || mode === "online") return options.has("ocsp-nonce");
  throw new ConfigError({
    at: "--ocsp-nonce",
    expected: "revocation mode online, in which responders are asked",
    received: `mode ${mode}`,
    remedy: "Add --revocation online, or leave it out.",
  });
}

/** `--fetch-issuers`: without it nobody is asked for an issuer. */
export async function issuersOf(call: Invocation): Promise<{ readonly issuers?: IssuerSource }> {
  if (!call.options.has("fetch-issuers")) return {};
  const { issuersFrom } = await import("./rarely/issuers.js");
  return { issuers: issuersFrom(call.options.list("allow-address")) };
}

async function repositoriesOf(policy: Policy, call: Invocation): Promise<Pick<NodeVerifierOptions, "repositories">> {
  const serviceIndexes = askedRepositories(policy, call);
  if (serviceIndexes.length === 0) return {};
  const { repositoriesAt } = await import("./rarely/repositories.js");
  const mode = call.options.has("offline") ? "offline" : "online";
  const { clock } = call;
  return { repositories: await repositoriesAt({ serviceIndexes, mode, clock, ...revocationSettings(call) }) };
}

/** Cache and addresses for what is fetched; a policy whose mode is not `online` asks the cache alone. */
export function revocationSettings(call: Invocation): HttpRevocationOptions {
  const cacheDirectory = cacheOf(call);
  const allowAddresses = call.options.list("allow-address");
  return { allowAddresses, ...(cacheDirectory === undefined ? {} : { cacheDirectory }) };
}

/** `--cache`, else COUNTERSIGN_CACHE; `undefined`: the user's cache folder. */
export function cacheOf(call: Invocation): string | undefined {
  const folder = call.options.text("cache") ?? call.environment["COUNTERSIGN_CACHE"];
  return folder === undefined || folder === "" ? undefined : resolve(call.workingDirectory, folder);
}

async function revocationFiles(call: Invocation): Promise<readonly RevocationSource[]> {
  const paths = call.options.list("revocation-data");
  if (paths.length === 0) return [];
  const { fileRevocationSource } = await import("./rarely/revocation-files.js");
  return paths.map((path) => fileRevocationSource(resolve(call.workingDirectory, path)));
}
