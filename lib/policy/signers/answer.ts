import type { TrustedSigner } from "../trusted-signers.js";
import { isUnanchored, isUnproven, type SignerCandidate } from "./candidate.js";
import type { SignerQuestion } from "./question.js";
import { ruleNearness } from "./rule.js";

/**
 * How an entry came out for a signature. `fits`: it trusts it. Else why not: another kind or placement of signature, outside
 * its dates, no owner in common, an unknown root that it does not forgive, the same name or URL under other keys, or somebody
 * else.
 */
export type EntryAnswer = "fits" | "kind" | "out-of-window" | "owners" | "root" | "near" | "far";

/** @param forgiving whether an unknown root may be forgiven at all: not where entries disagree about it. */
export function answerOf(
  entry: TrustedSigner,
  candidate: SignerCandidate,
  { at, aliases = new Map() }: SignerQuestion,
  forgiving: boolean,
): EntryAnswer {
  const asNuget = hasNugetRules(entry);
  if (!asNuget && (isUnproven(candidate) || candidate.isPassedOver === true)) return "far";
  const nearness = ruleNearness(entry, candidate, aliases);
  if (nearness !== "fits") return nearness;
  if (!speaksForKind(entry, candidate) || !speaksForPlacement(entry, candidate)) return "kind";
  if (!asNuget && isUnanchored(candidate) && !(forgiving && forgivesRoot(entry))) return "root";
  if (!sharesOwner(entry, candidate)) return "owners";
  return isInForce(entry, at) ? "fits" : "out-of-window";
}

function speaksForKind({ by, kinds }: TrustedSigner, { ref }: SignerCandidate): boolean {
  return (by !== "repository" || ref.kind === "repository") && (kinds === undefined || kinds.includes(ref.kind));
}

function speaksForPlacement(entry: TrustedSigner, { ref }: SignerCandidate): boolean {
  return !("placement" in entry) || entry.placement === ref.placement;
}

/** Whether the entry came from a nuget.config: the certificate decides, and the chain's own checks say what it is worth. */
export function hasNugetRules(entry: TrustedSigner): boolean {
  return "rules" in entry;
}

/** Whether the entry forgives an unknown root. */
export function forgivesRoot(entry: TrustedSigner): boolean {
  return "allowUntrustedRoot" in entry && entry.allowUntrustedRoot;
}

/** One owner in common, octet for octet; an entry without owners asks for none. */
function sharesOwner(entry: TrustedSigner, { repository }: SignerCandidate): boolean {
  if (entry.by !== "repository" || entry.owners === undefined) return true;
  const { owners } = entry;
  return repository?.owners.some((owner) => owners.includes(owner)) === true;
}

/** `from` is the first moment, `until` the first one after. */
export function isInForce({ from, until }: TrustedSigner, at: Date): boolean {
  const time = at.getTime();
  return (from === undefined || Date.parse(from) <= time) && (until === undefined || time < Date.parse(until));
}
