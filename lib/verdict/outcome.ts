/**
 * Strictest first: `tampered` the bytes are not those that were signed, or are not well-formed; `untrusted` sound, but not
 * by anyone the policy trusts; `unsigned`; `inconclusive` something needed could not be found out; `unsigned-allowed`;
 * `trusted`.
 *
 * `trusted` is never the absence of findings: it needs content integrity, a verified signature and a validated chain (or a
 * listed certificate with `allowUntrustedRoot`) in hand. Whatever lacks one is at best `inconclusive`.
 */
export type Outcome = "tampered" | "untrusted" | "unsigned" | "inconclusive" | "unsigned-allowed" | "trusted";

/** Every outcome, strictest first. */
const OUTCOMES: readonly Outcome[] = Object.freeze([
  "tampered",
  "untrusted",
  "unsigned",
  "inconclusive",
  "unsigned-allowed",
  "trusted",
]);

const ranks = new Map(OUTCOMES.map((outcome, rank) => [outcome, rank]));

/** 0 for the strictest. */
export function outcomeRank(outcome: Outcome): number {
  return ranks.get(outcome) ?? 0;
}
