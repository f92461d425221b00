import { defaultProvider, isOwnProvider } from "../../crypto/index.js";
import { everyFormat } from "../../formats/index.js";
import {
  type CompletePolicyDocument,
  definePolicy,
  policies,
  type Policy,
  type PolicyName,
  rulesOf,
} from "../../policy/index.js";
import type { RevocationSource } from "../../revocation/index.js";
import { createVerifier, type Verifier, type VerifierOptions } from "../../verify/index.js";
import { fileRevocationSource } from "../revocation/file-source.js";
import { httpRevocationSource } from "../revocation/http-source.js";
import { planOfSource, type SourcePlan } from "../revocation/described.js";
import { planOfTrust, type TrustPlan, trustFrom } from "./trust-plan.js";

/** A verifier as plain data, for another thread to make it again. The clock stays: its reading comes with each package. */
export interface VerifierPlan {
  readonly policy: PolicyName | CompletePolicyDocument;
  /** Of the policy that was meant: another one must not judge. */
  readonly policyDigest: string;
  readonly trust: TrustPlan;
  readonly formats: readonly string[];
  readonly revocation: readonly SourcePlan[];
  readonly chainCacheSize: number | undefined;
}

/**
 * The plan of a verifier.
 *
 * @returns `undefined` where judging must stay on the main thread: formats, crypto, issuers, repositories or revocation of the
 *   caller's own are functions, which can't be sent; and under mode `online` what one package learns of a responder must
 *   be known to the others, while what takes time is the waiting. A provider of our own is none of these: its answers are the
 *   default one's, which a thread that serves nobody else uses for its speed.
 */
export async function planOf(
  options: VerifierOptions & { readonly policy: Policy },
): Promise<VerifierPlan | undefined> {
  const {
    policy,
    trust,
    crypto = defaultProvider,
    issuers,
    repositories,
    formats = everyFormat,
    chainCacheSize,
  } = options;
  const { mode } = rulesOf(policy).revocation;
  const revocation = mode === "off" ? [] : (options.revocation ?? []).map(planOfSource);
  const isForeign = !isOwnProvider(crypto) || issuers !== undefined || repositories !== undefined;
  if (mode === "online" || isForeign || !formats.every((format) => everyFormat.includes(format))) return undefined;
  if (!revocation.every((source) => source !== undefined)) return undefined;
  return {
    policy: policies[policy.base] === policy ? policy.base : policy.toDocument(),
    policyDigest: policy.digest,
    trust: await planOfTrust(trust),
    formats: formats.map(({ id }) => id),
    revocation,
    chainCacheSize,
  };
}

/**
 * The verifier of a plan.
 *
 * @param clock gives the reading that came with the package.
 * @throws {Error} it would judge by another policy or list than the one that the plan was made of.
 */
export async function verifierFrom(plan: VerifierPlan, clock: () => Date): Promise<Verifier> {
  const policy = typeof plan.policy === "string" ? policies[plan.policy] : definePolicy(plan.policy);
  if (policy.digest !== plan.policyDigest) throw new Error(`the policy ${policy.name} came through as another one`);
  return createVerifier({
    policy,
    trust: await trustFrom(plan.trust),
    clock,
    formats: everyFormat.filter(({ id }) => plan.formats.includes(id)),
    revocation: plan.revocation.map(sourceFrom),
    ...(plan.chainCacheSize === undefined ? {} : { chainCacheSize: plan.chainCacheSize }),
  });
}

function sourceFrom(plan: SourcePlan): RevocationSource {
  if (plan.kind === "files") return fileRevocationSource(plan.path);
  return httpRevocationSource({ cacheDirectory: plan.cacheDirectory });
}
