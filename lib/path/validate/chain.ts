import { type Finding, found } from "../../report/index.js";
import { ANY_POLICY, ExtensionId } from "../../x509/index.js";
import type { CertificateFacts } from "../certificate-facts.js";
import type { PathContext } from "../context.js";
import type { ConstraintBreach } from "../name-constraints/constraints.js";
import { type PolicyOutcome, processPolicies } from "../policy-graph.js";
import type { References } from "../references.js";
import type { PathPolicies } from "../request.js";

/** A fault of a whole chain, told once its certificates have been identified. */
export type ChainFault = (at: References) => Finding;

/** What holds for a chain as a whole: who stands above whom. */
export interface ChainJudgement {
  readonly faults: readonly ChainFault[];
  /** The user-constrained policy set; empty unless the chain is whole. */
  readonly policies: readonly string[];
}

/** A chain to be judged as a whole. */
export interface ChainToJudge {
  /** The end entity first; without the anchor. */
  readonly path: readonly CertificateFacts[];
  /** Facts of the anchor's or unknown root's certificate, if it was given as one and is not the end entity itself. */
  readonly top: CertificateFacts | undefined;
  /** Constraints laid on an anchor given as name and key. */
  readonly anchorConstraints: Uint8Array | undefined;
  /** Policies are processed from an anchor down: a chain without an end has none. */
  readonly isWhole: boolean;
}

/** RFC 5280 §6.1.3(b), (c), (d) to (f), §6.1.4(l), (m), §6.1.5: constraints that bind what is below. */
export function judgeChain(chain: ChainToJudge, policies: PathPolicies, context: PathContext): ChainJudgement {
  const faults: ChainFault[] = [...pathLengthFaults(chain), ...nameFaults(chain, context)];
  if (!chain.isWhole) return { faults, policies: [] };
  const outcome = processPolicies(chain.path, policies, context.budget);
  if (outcome.kind === "valid") return { faults, policies: outcome.policies };
  faults.push(policyFault(outcome, chain, policies, context));
  return { faults, policies: [] };
}

/** Every issuer may have so many CAs below it that are not self-issued (§6.1.4(l), (m)); the end entity does not count. */
function pathLengthFaults({ path, top }: ChainToJudge): ChainFault[] {
  const faults: ChainFault[] = [];
  for (let depth = 1; depth <= path.length; depth++) {
    const allowed = (path[depth] ?? top)?.basicConstraints?.pathLength;
    // So many intermediates are below at most: whether some are self-issued need not be found out.
    if (allowed === undefined || depth - 1 <= allowed) continue;
    const actual = path.slice(1, depth).filter(({ isSelfIssued }) => !isSelfIssued).length;
    if (actual > allowed) faults.push((at) => found("chain-path-length", { certificate: at(depth), allowed, actual }));
  }
  return faults;
}

/** Each issuer's constraints on each certificate below it, self-issued intermediates left out (§6.1.3(b), (c)). */
function nameFaults({ path, top, anchorConstraints }: ChainToJudge, context: PathContext): ChainFault[] {
  const faults: ChainFault[] = [];
  for (let depth = 1; depth <= path.length; depth++) {
    const issuer = path[depth] ?? top;
    const constraints =
      depth === path.length && anchorConstraints !== undefined
        ? context.facts.anchorConstraints(anchorConstraints)
        : issuer && context.facts.constraintsOf(issuer);
    if (constraints === undefined) continue;
    for (let below = 0; below < depth; below++) {
      const subject = path[below];
      if (subject === undefined || (below > 0 && subject.isSelfIssued)) continue;
      const breach = constraints.breach(context.facts.namesOf(subject), context.budget);
      if (breach !== undefined) faults.push(nameFault(breach, below, depth, context));
      if (breach?.kind === "budget") return faults;
    }
  }
  return faults;
}

function nameFault(breach: ConstraintBreach, below: number, depth: number, context: PathContext): ChainFault {
  if (breach.kind === "budget") return budgetFault("nameConstraintComparisons", context);
  const { kind, name, constraint } = breach;
  return (at) => found("chain-name-constraint", { certificate: at(below), name, constraint, by: at(depth), kind });
}

function policyFault(
  outcome: Exclude<PolicyOutcome, { kind: "valid" }>,
  { path }: ChainToJudge,
  { initial = [] }: PathPolicies,
  context: PathContext,
): ChainFault {
  if (outcome.kind === "budget") return budgetFault("policyNodes", context);
  const { depth } = outcome;
  if (outcome.kind === "invalid-mapping") {
    const problem = "anyPolicy is mapped (RFC 5280 §6.1.4(a))";
    return (at) =>
      found("certificate-extension-invalid", { certificate: at(depth), oid: ExtensionId.policyMappings, problem });
  }
  const required = initial.filter((policy) => policy !== ANY_POLICY);
  const valid = path[depth]?.policies ?? [];
  return (at) => found("chain-policy", { certificate: at(depth), required, valid });
}

function budgetFault(budget: "nameConstraintComparisons" | "policyNodes", context: PathContext): ChainFault {
  const { limits } = context.budget;
  const used = context.budget.used(budget);
  return () => found("chain-budget", { budget, limit: limits[budget], used });
}
