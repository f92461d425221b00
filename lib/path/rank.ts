import type { Finding, IssueCode } from "../report/index.js";

/**
 * How far a chain got whose worst fault is of this code: validity > revocation >
 * purpose > constraints > signature > unsupported > malformed > no issuer. A code that is not listed is advice.
 */
const RANKS: ReadonlyMap<IssueCode, number> = new Map<IssueCode, number>([
  ["chain-budget", 0],
  ["chain-incomplete", 0],
  ["chain-root-untrusted", 0],
  ["certificate-malformed", 1],
  ["certificate-extension-invalid", 1],
  ["certificate-validity-invalid", 1],
  ["certificate-algorithm-mismatch", 1],
  ["certificate-algorithm-unsupported", 2],
  ["certificate-extension-unknown-critical", 2],
  ["certificate-key-invalid", 2],
  ["certificate-key-too-short", 2],
  ["chain-signature-invalid", 3],
  ["chain-issuer-not-ca", 4],
  ["chain-issuer-key-usage", 4],
  ["chain-path-length", 4],
  ["chain-name-constraint", 4],
  ["chain-policy", 4],
  ["certificate-lifetime-signing", 5],
  ["certificate-eku", 5],
  ["certificate-key-usage", 5],
  ["chain-anchor-purpose", 5],
  ["chain-anchor-window", 5],
  ["certificate-revoked", 6],
  ["revocation-unknown", 6],
  ["revocation-stale", 6],
  ["revocation-evidence-invalid", 6],
  ["revocation-responder-unauthorized", 6],
  ["certificate-not-yet-valid", 7],
  ["certificate-expired", 7],
]);
const ADVICE = 8;

function rankOf({ code }: Finding): number {
  return RANKS.get(code) ?? ADVICE;
}

/** Whether a finding alone keeps a chain from being validated. */
export function refuses(finding: Finding): boolean {
  return rankOf(finding) < ADVICE;
}

/** Likeliest cause first: what got least far, and of those the nearest to the end entity. Stable. */
export function likeliestFirst(findings: readonly Finding[]): readonly Finding[] {
  return [...findings].sort((left, right) => rankOf(left) - rankOf(right));
}

/**
 * Compares two chains by their findings, likeliest first: the one whose worst fault ranks higher got further, then the
 * one whose next fault does; one that has no further fault got furthest.
 *
 * @returns negative if `left` got further.
 */
export function compareFurthest(left: readonly Finding[], right: readonly Finding[]): number {
  const length = Math.max(left.length, right.length);
  for (let index = 0; index < length; index++) {
    const [one, two] = [left[index], right[index]];
    const difference = (two === undefined ? ADVICE + 1 : rankOf(two)) - (one === undefined ? ADVICE + 1 : rankOf(one));
    if (difference !== 0) return difference;
  }
  return 0;
}
