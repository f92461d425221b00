import type { VerifiedContent } from "../crypto/index.js";
import type { CountedEffect, GradedIssue, Grading, PinRecord, Policy } from "../policy/index.js";
import {
  type CheckId,
  checkPlace,
  type CheckResult,
  type Fingerprint,
  type PackageIdentity,
  type Severity,
  type TimeOrigin,
} from "../report/index.js";
import { etsiIndication } from "./etsi.js";
import { type Outcome, outcomeRank } from "./outcome.js";
import type { SignerProof } from "./proof.js";
import type { SignatureReport } from "./report.js";
import { type NamedDigest, newVerdict, type Verdict } from "./verdict.js";

/** Everything that one verdict says, before it is decided. */
export interface DecideInput {
  readonly grading: Grading;
  /** Proof that the bytes are those that were signed. Without it nothing is `trusted`. */
  readonly content: VerifiedContent | undefined;
  /** Proof of the primary signature's signer. Without it nothing is `trusted`. */
  readonly signer: SignerProof | undefined;
  readonly policy: Policy;
  readonly trust: NamedDigest;
  readonly at: Date;
  readonly atFrom: TimeOrigin;
  readonly name?: string | undefined;
  readonly identity?: PackageIdentity | undefined;
  readonly format?: string | undefined;
  readonly signatures: readonly SignatureReport[];
  /** SHA-256 of the package as if it had never been signed, whether or not it is what was signed. */
  readonly contentDigest?: Fingerprint | undefined;
  /** What a caller who pins would store; kept back unless the outcome allows it. */
  readonly observed?: PinRecord | undefined;
}

/**
 * Decides: sorts the issues, names the outcome, and says whether the package is accepted. Monotone: one more finding, or one
 * proof less, never improves an outcome.
 */
export function decide(input: DecideInput): Verdict {
  const { grading, policy, trust, name, identity, format, contentDigest } = input;
  const sorted = sortIssues(grading.issues);
  const outcome = outcomeOf(sorted, input);
  const issues = Object.freeze(sorted.map(({ issue }) => issue));
  const observed = mayBePinned(outcome, sorted) ? input.observed : undefined;
  return newVerdict({
    outcome,
    accepted: isAccepted(outcome, sorted, grading.checks),
    name,
    identity: identity && Object.freeze({ ...identity }),
    format,
    at: input.at,
    atFrom: input.atFrom,
    policy: Object.freeze({ name: policy.name, digest: policy.digest }),
    trust: Object.freeze({ name: trust.name, digest: trust.digest }),
    etsi: etsiIndication(outcome, sorted[0]?.effect === "none" ? undefined : sorted[0]?.issue),
    issues,
    checks: grading.checks,
    waivers: grading.waivers,
    signatures: Object.freeze([...input.signatures]),
    content: contentDigest,
    observed,
  });
}

function outcomeOf(sorted: readonly GradedIssue[], { content, signer }: DecideInput): Outcome {
  const deciding = sorted[0]?.effect ?? "none";
  if (deciding !== "none") return deciding;
  return content?.isProven === true && signer?.isProven === true ? "trusted" : "inconclusive";
}

/**
 * No finding of severity error stands; and what is signed had its content and its primary signature checked and found good,
 * whatever the findings say.
 */
function isAccepted(outcome: Outcome, sorted: readonly GradedIssue[], checks: readonly CheckResult[]): boolean {
  if (sorted.some(({ issue }) => issue.severity === "error")) return false;
  // Nothing was found and yet a proof is missing: a check did not do its part, which is no reason to accept.
  if (outcome === "inconclusive" && sorted.every(({ effect }) => effect === "none")) return false;
  const isUnsigned = sorted.some(({ issue }) => issue.code === "package-unsigned");
  return NEEDED.every((check) => holds(check, checks, isUnsigned));
}

/** What must have passed before anything signed is accepted. */
const NEEDED: readonly CheckId[] = ["content-integrity", "signature-value"];

/** Whether a check of the primary signature itself passed; where there is no signature, that it did not fail. */
function holds(check: CheckId, checks: readonly CheckResult[], isUnsigned: boolean): boolean {
  let hasRun = isUnsigned;
  // By index: to iterate over a frozen list costs an object for each of its members.
  for (let index = 0; index < checks.length; index++) {
    const result = checks[index];
    if (result?.check !== check || !isPrimary(result)) continue;
    if (result.status === "failed" || (!isUnsigned && result.status !== "passed")) return false;
    hasRun = true;
  }
  return hasRun;
}

function isPrimary({ subject }: CheckResult): boolean {
  return subject === undefined || (subject.placement === "primary" && subject.timestamp !== true);
}

function mayBePinned(outcome: Outcome, sorted: readonly GradedIssue[]): boolean {
  const good = outcome === "trusted" || outcome === "unsigned-allowed";
  return good && sorted.every(({ issue: { code } }) => code === "pin-first-use" || !code.startsWith("pin-"));
}

const SEVERITIES: { readonly [S in Severity]: number } = { error: 0, warning: 1, info: 2 };

function effectRank(effect: CountedEffect): number {
  return effect === "none" ? Number.MAX_SAFE_INTEGER : outcomeRank(effect);
}

/** The deciding finding first: effect, severity, order of the checks, depth in the chain. */
function sortIssues(issues: readonly GradedIssue[]): readonly GradedIssue[] {
  if (issues.length < 2) return issues;
  return [...issues].sort(
    (left, right) =>
      effectRank(left.effect) - effectRank(right.effect) ||
      SEVERITIES[left.issue.severity] - SEVERITIES[right.issue.severity] ||
      checkPlace(left.issue.check) - checkPlace(right.issue.check) ||
      left.depth - right.depth,
  );
}
