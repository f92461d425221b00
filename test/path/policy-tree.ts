import { ANY_POLICY, type PolicyConstraints, type PolicyMapping } from "../../lib/x509/index.js";
import type { PathPolicies } from "../../lib/path/index.js";

/** What certificate policies are processed from. */
export interface PolicyFacts {
  readonly isSelfIssued: boolean;
  readonly policies: readonly string[] | undefined;
  readonly policyMappings: readonly PolicyMapping[];
  readonly policyConstraints: PolicyConstraints | undefined;
  readonly inhibitAnyPolicy: number | undefined;
}

/** A node of RFC 5280's valid_policy_tree: a triple, its place, and nothing clever. */
interface TreeNode {
  readonly policy: string;
  expected: Set<string>;
  readonly parent: TreeNode | undefined;
  readonly depth: number;
  children: TreeNode[];
}

/**
 * RFC 5280 §6.1.2 to §6.1.5 for policies, sentence by sentence, with the tree that grows exponentially: an independent
 * model for chains that are short enough.
 *
 * @param chain the certificate nearest to the anchor first, as the RFC numbers them.
 * @returns the user-constrained policy set, sorted, or `undefined` if the path is not valid.
 */
export function policiesByTree(chain: readonly PolicyFacts[], inputs: PathPolicies): readonly string[] | undefined {
  const n = chain.length;
  let tree: TreeNode | undefined = node(ANY_POLICY, [ANY_POLICY], undefined);
  let explicit = inputs.requireExplicit === true ? 0 : n + 1;
  let inhibitAny = inputs.inhibitAny === true ? 0 : n + 1;
  let mapping = inputs.inhibitMapping === true ? 0 : n + 1;
  for (let i = 1; i <= n; i++) {
    const certificate = chain[i - 1]!;
    if (certificate.policies === undefined) tree = undefined;
    if (tree !== undefined) {
      grow(tree, certificate, i, inhibitAny > 0 || (i < n && certificate.isSelfIssued));
      tree = pruned(tree, i);
    }
    if (explicit === 0 && tree === undefined) return undefined;
    if (i === n) break;
    if (certificate.policyMappings.some((one) => [one.issuerDomain, one.subjectDomain].includes(ANY_POLICY)))
      return undefined;
    if (tree !== undefined) tree = mapped(tree, certificate.policyMappings, i, mapping > 0);
    if (!certificate.isSelfIssued) {
      explicit = Math.max(0, explicit - 1);
      mapping = Math.max(0, mapping - 1);
      inhibitAny = Math.max(0, inhibitAny - 1);
    }
    explicit = Math.min(explicit, certificate.policyConstraints?.requireExplicitPolicy ?? explicit);
    mapping = Math.min(mapping, certificate.policyConstraints?.inhibitPolicyMapping ?? mapping);
    inhibitAny = Math.min(inhibitAny, certificate.inhibitAnyPolicy ?? inhibitAny);
  }
  explicit = Math.max(0, explicit - 1);
  if (chain[n - 1]?.policyConstraints?.requireExplicitPolicy === 0) explicit = 0;
  const user = intersected(tree, inputs.initial ?? [], n);
  return explicit === 0 && user.length === 0 ? undefined : user;
}

function node(policy: string, expected: readonly string[], parent: TreeNode | undefined): TreeNode {
  const made: TreeNode = {
    policy,
    expected: new Set(expected),
    parent,
    depth: (parent?.depth ?? -1) + 1,
    children: [],
  };
  parent?.children.push(made);
  return made;
}

function atDepth(tree: TreeNode, depth: number): TreeNode[] {
  return tree.depth === depth ? [tree] : tree.children.flatMap((child) => atDepth(child, depth));
}

/** §6.1.3(d)(1), (2). */
function grow(tree: TreeNode, { policies = [] }: PolicyFacts, i: number, anyAllowed: boolean): void {
  const above = atDepth(tree, i - 1);
  for (const policy of policies.filter((one) => one !== ANY_POLICY)) {
    const matching = above.filter(({ expected }) => expected.has(policy));
    for (const parent of matching) node(policy, [policy], parent);
    const any = above.find((one) => one.policy === ANY_POLICY);
    if (matching.length === 0 && any !== undefined) node(policy, [policy], any);
  }
  if (!policies.includes(ANY_POLICY) || !anyAllowed) return;
  for (const parent of above)
    for (const policy of parent.expected)
      if (!parent.children.some((child) => child.policy === policy)) node(policy, [policy], parent);
}

/** §6.1.3(d)(3), as often as it takes. */
function pruned(tree: TreeNode, depth: number): TreeNode | undefined {
  tree.children = tree.children.filter((child) => pruned(child, depth) !== undefined);
  return tree.depth < depth && tree.children.length === 0 ? undefined : tree;
}

/** §6.1.4(b). */
function mapped(tree: TreeNode, mappings: readonly PolicyMapping[], i: number, allowed: boolean): TreeNode | undefined {
  for (const policy of new Set(mappings.map(({ issuerDomain }) => issuerDomain))) {
    const targets = mappings.filter((one) => one.issuerDomain === policy).map((one) => one.subjectDomain);
    const nodes = atDepth(tree, i).filter((one) => one.policy === policy);
    if (!allowed) for (const one of nodes) one.parent!.children = one.parent!.children.filter((child) => child !== one);
    else if (nodes.length > 0) for (const one of nodes) one.expected = new Set(targets);
    else {
      const any = atDepth(tree, i).find((one) => one.policy === ANY_POLICY);
      if (any !== undefined) node(policy, targets, any.parent);
    }
  }
  return pruned(tree, i);
}

/** §6.1.5(g) and the set of its footnote: policies whose parent is anyPolicy, in the anchor's own terms. */
function intersected(tree: TreeNode | undefined, initial: readonly string[], n: number): readonly string[] {
  if (tree === undefined) return [];
  const all = Array.from({ length: n + 1 }, (_, depth) => atDepth(tree, depth)).flat();
  const starts = all.filter(({ policy, parent }) => policy !== ANY_POLICY && parent?.policy === ANY_POLICY);
  const hasAny = atDepth(tree, n).some(({ policy }) => policy === ANY_POLICY);
  const authority = new Set(starts.map(({ policy }) => policy));
  if (initial.length === 0 || initial.includes(ANY_POLICY))
    return [...authority, ...(hasAny ? [ANY_POLICY] : [])].sort();
  return [...new Set(initial)].filter((policy) => hasAny || authority.has(policy)).sort();
}
