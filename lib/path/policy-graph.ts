import type { Budget } from "../report/index.js";
import { ANY_POLICY, type PolicyMapping } from "../x509/index.js";
import type { CertificateFacts } from "./certificate-facts.js";
import type { PathPolicies } from "./request.js";

/**
 * A policy at one depth of the chain. All ways to it share one node, so that a level has at most as many nodes as its
 * certificate has policies and mappings (RFC 9618 §3): RFC 5280's tree would double with each level.
 */
interface PolicyNode {
  readonly policy: string;
  readonly parents: readonly PolicyNode[];
}

/** The nodes of one depth. */
interface PolicyLevel {
  readonly nodes: Map<string, PolicyNode>;
  /**
   * expected_policy_set of all nodes, the other way round: which nodes expect this policy below them. `undefined` where nothing
   * was mapped, as nearly always: each policy is then expected by its own node.
   */
  readonly mapped: ReadonlyMap<string, readonly PolicyNode[]> | undefined;
}

/** What processing found. `invalid-mapping` and `none-left` name the certificate by its depth, 0 for the end entity. */
export type PolicyOutcome =
  | { readonly kind: "valid"; readonly policies: readonly string[] }
  | { readonly kind: "invalid-mapping" | "none-left"; readonly depth: number }
  | { readonly kind: "budget" };

/**
 * Certificate policies of a chain (RFC 5280 §6.1.3(d) to (f), §6.1.4(a), (b), (h) to (j), §6.1.5(a), (b), (g)) by the
 * graph of RFC 9618.
 *
 * @param chain the end entity first; without the anchor, whose own policies RFC 5280 does not process.
 */
export function processPolicies(
  chain: readonly CertificateFacts[],
  inputs: PathPolicies,
  budget: Budget,
): PolicyOutcome {
  return new PolicyState(inputs, budget).process(chain);
}

class PolicyState {
  readonly #inputs: PathPolicies;
  readonly #budget: Budget;
  #level: PolicyLevel | undefined;
  #explicitPolicy: number;
  #policyMapping: number;
  #inhibitAnyPolicy: number;
  #overBudget = false;

  constructor(inputs: PathPolicies, budget: Budget) {
    this.#inputs = inputs;
    this.#budget = budget;
    const root: PolicyNode = { policy: ANY_POLICY, parents: [] };
    this.#level = { nodes: new Map([[ANY_POLICY, root]]), mapped: undefined };
    // §6.1.2(d) to (f): one more than the chain's length there, which counting down never brings to 0 either.
    this.#explicitPolicy = inputs.requireExplicit === true ? 0 : Infinity;
    this.#inhibitAnyPolicy = inputs.inhibitAny === true ? 0 : Infinity;
    this.#policyMapping = inputs.inhibitMapping === true ? 0 : Infinity;
  }

  process(chain: readonly CertificateFacts[]): PolicyOutcome {
    for (let depth = chain.length - 1; depth >= 0; depth--) {
      const facts = chain[depth];
      const outcome = facts && this.#step(facts, depth);
      if (this.#overBudget) return { kind: "budget" };
      if (outcome !== undefined) return outcome;
    }
    return { kind: "valid", policies: [] };
  }

  /** One certificate. @returns the outcome, if it is there already. */
  #step(facts: CertificateFacts, depth: number): PolicyOutcome | undefined {
    this.#takeIn(facts, depth === 0);
    // §6.1.3(f).
    if (this.#explicitPolicy === 0 && this.#level === undefined) return { kind: "none-left", depth };
    if (depth === 0) return this.#wrapUp(facts);
    if (facts.policyMappings.some(mapsAnyPolicy)) return { kind: "invalid-mapping", depth };
    this.#map(facts.policyMappings);
    this.#count(facts);
    return undefined;
  }

  /** §6.1.3(d), (e). */
  #takeIn(facts: CertificateFacts, isLast: boolean): void {
    const above = this.#level;
    if (above === undefined || facts.policies === undefined) {
      this.#level = undefined;
      return;
    }
    const level: PolicyLevel = { nodes: new Map<string, PolicyNode>(), mapped: undefined };
    const fromAny = expecting(above, ANY_POLICY);
    let hasAny = false;
    for (const policy of facts.policies) {
      if (policy === ANY_POLICY) hasAny = true;
      else this.#add(level, policy, expecting(above, policy) ?? fromAny);
    }
    // (d)(2): anyPolicy stands for whatever was expected and not named.
    if (hasAny && (this.#inhibitAnyPolicy > 0 || (!isLast && facts.isSelfIssued)))
      for (const policy of (above.mapped ?? above.nodes).keys())
        if (!level.nodes.has(policy)) this.#add(level, policy, expecting(above, policy));
    this.#level = level.nodes.size === 0 ? undefined : level;
  }

  #add(level: PolicyLevel, policy: string, parents: readonly PolicyNode[] | undefined): void {
    if (parents === undefined || this.#overBudget) return;
    if (!this.#budget.draw("policyNodes")) {
      this.#overBudget = true;
      return;
    }
    level.nodes.set(policy, { policy, parents });
  }

  /** §6.1.4(b). */
  #map(mappings: readonly PolicyMapping[]): void {
    const level = this.#level;
    if (level === undefined || mappings.length === 0) return;
    const byIssuer = new Map<string, Set<string>>();
    for (const { issuerDomain, subjectDomain } of mappings) {
      const subjects = byIssuer.get(issuerDomain);
      if (subjects === undefined) byIssuer.set(issuerDomain, new Set([subjectDomain]));
      else subjects.add(subjectDomain);
    }
    if (this.#policyMapping > 0) this.#expectMapped(level, byIssuer);
    else for (const issuer of byIssuer.keys()) level.nodes.delete(issuer);
    // Only now is it known what the level expects: a policy that was mapped is expected no longer, unless to itself.
    this.#level = level.nodes.size === 0 ? undefined : withExpectations(level, byIssuer);
  }

  /** §6.1.4(b)(1): a mapped policy that only anyPolicy stands for gets a node of its own. */
  #expectMapped(level: PolicyLevel, byIssuer: ReadonlyMap<string, ReadonlySet<string>>): void {
    const any = level.nodes.get(ANY_POLICY);
    if (any === undefined) return;
    for (const issuer of byIssuer.keys()) if (!level.nodes.has(issuer)) this.#add(level, issuer, any.parents);
  }

  /** §6.1.4(h) to (j). */
  #count(facts: CertificateFacts): void {
    const { policyConstraints, inhibitAnyPolicy } = facts;
    const isCounting = Math.min(this.#explicitPolicy, this.#policyMapping, this.#inhibitAnyPolicy) < Infinity;
    if (isCounting && !facts.isSelfIssued) {
      this.#explicitPolicy = Math.max(0, this.#explicitPolicy - 1);
      this.#policyMapping = Math.max(0, this.#policyMapping - 1);
      this.#inhibitAnyPolicy = Math.max(0, this.#inhibitAnyPolicy - 1);
    }
    this.#explicitPolicy = Math.min(this.#explicitPolicy, policyConstraints?.requireExplicitPolicy ?? Infinity);
    this.#policyMapping = Math.min(this.#policyMapping, policyConstraints?.inhibitPolicyMapping ?? Infinity);
    this.#inhibitAnyPolicy = Math.min(this.#inhibitAnyPolicy, inhibitAnyPolicy ?? Infinity);
  }

  /** §6.1.5(a), (b), (g). */
  #wrapUp({ policyConstraints }: CertificateFacts): PolicyOutcome {
    this.#explicitPolicy = Math.max(0, this.#explicitPolicy - 1);
    if (policyConstraints?.requireExplicitPolicy === 0) this.#explicitPolicy = 0;
    const policies = userConstrained(authorityConstrained(this.#level), this.#inputs.initial ?? []);
    return this.#explicitPolicy === 0 && policies.length === 0
      ? { kind: "none-left", depth: 0 }
      : { kind: "valid", policies };
  }
}

/** Nodes that expect this policy below them. */
function expecting({ nodes, mapped }: PolicyLevel, policy: string): readonly PolicyNode[] | undefined {
  if (mapped !== undefined) return mapped.get(policy);
  const node = nodes.get(policy);
  return node && [node];
}

/** §6.1.4(a): anyPolicy may not be mapped from or to. */
function mapsAnyPolicy({ issuerDomain, subjectDomain }: PolicyMapping): boolean {
  return issuerDomain === ANY_POLICY || subjectDomain === ANY_POLICY;
}

function withExpectations({ nodes }: PolicyLevel, byIssuer: ReadonlyMap<string, ReadonlySet<string>>): PolicyLevel {
  const mapped = new Map<string, PolicyNode[]>();
  for (const node of nodes.values())
    for (const policy of byIssuer.get(node.policy) ?? [node.policy]) {
      const parents = mapped.get(policy);
      if (parents === undefined) mapped.set(policy, [node]);
      else parents.push(node);
    }
  return { nodes, mapped };
}

/**
 * The authority-constrained policy set (RFC 9618 §4.6, §6.1.5(g)): policies in the anchor's own terms, which are those
 * whose parent is anyPolicy, on a way that leads to the last level. anyPolicy itself if it is left at the end.
 */
function authorityConstrained(last: PolicyLevel | undefined): ReadonlySet<string> {
  const policies = new Set<string>();
  if (last === undefined) return policies;
  const seen = new Set<PolicyNode>();
  const pending = [...last.nodes.values()];
  if (last.nodes.has(ANY_POLICY)) policies.add(ANY_POLICY);
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    if (seen.has(node)) continue;
    seen.add(node);
    if (node.policy !== ANY_POLICY && node.parents.some(({ policy }) => policy === ANY_POLICY))
      policies.add(node.policy);
    for (const parent of node.parents) pending.push(parent);
  }
  return policies;
}

/** The user-constrained policy set, sorted. No initial policies, or anyPolicy among them, means all. */
function userConstrained(authority: ReadonlySet<string>, initial: readonly string[]): readonly string[] {
  if (initial.length === 0 || initial.includes(ANY_POLICY)) return [...authority].sort();
  if (authority.has(ANY_POLICY)) return [...new Set(initial)].sort();
  return [...new Set(initial.filter((policy) => authority.has(policy)))].sort();
}
