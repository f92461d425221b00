import type { ExplainedPath } from "./explain.js";
import { compareFurthest } from "./rank.js";

/** Reached an anchor by good signatures all the way. */
export function isAnchored({ path, isSigned }: ExplainedPath): boolean {
  return path.end.kind === "anchor" && isSigned;
}

/** Whole and right but for its unknown root. */
export function isUnanchored({ path, isSigned, findings }: ExplainedPath): boolean {
  const isForgiven = ({ code }: { readonly code: string }): boolean =>
    code === "chain-root-untrusted" || code === "certificate-serial-invalid";
  return path.end.kind === "root" && isSigned && findings.every(isForgiven);
}

/**
 * What is reported of several failures, best first. A path that good signatures lead to an anchor comes first, whatever
 * is wrong with it: an unknown root can be put above any CA by anybody, so it never stands in for a known anchor that
 * refuses. Next a path that is right but for its unknown root, then the others, each group by how far they got.
 */
export function bestFirst(explained: readonly ExplainedPath[]): readonly ExplainedPath[] {
  return [...explained].sort(
    (left, right) => groupOf(left) - groupOf(right) || compareFurthest(left.findings, right.findings),
  );
}

function groupOf(explained: ExplainedPath): number {
  return isAnchored(explained) ? 0 : isUnanchored(explained) ? 1 : 2;
}
