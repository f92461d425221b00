import { catalogueEntry, type CheckFacts, type Finding, type IssueCode, type SignatureRef } from "../report/index.js";
import type { Vouchable } from "./document.js";
import { type Policy, type PolicyRules, rulesOf } from "./policy.js";

/**
 * What a repository countersignature stands in for. The caller has proven that it may (an author signature, a chain right
 * but for its root or judged at the countersignature's time, profile `nuget-v1` for roots); grading lets through only the
 * codes that the policy's row allows.
 */
export interface Vouching {
  readonly by: SignatureRef;
  /** The author's findings that it stands in for, as objects: the very ones that are graded. */
  readonly findings: ReadonlySet<Finding>;
}

const VOUCHABLE: { readonly [V in Vouchable]: IssueCode } = {
  "untrusted-root": "chain-root-untrusted",
  expiry: "certificate-expired",
};

/** Whether the policy's row lets a countersignature stand in for this code. */
export function isVouchable(code: IssueCode, { signatures }: PolicyRules): boolean {
  return signatures.countersignatureVouches.some((word) => VOUCHABLE[word] === code);
}

/**
 * Whether a signature is good enough to vouch for another: none of its findings would count, whatever the policy's level
 * and waivers say, since neither may make a countersignature vouch.
 *
 * @param checks every check of the countersignature and of its timestamps, revocation and allowlist included.
 */
export function isSound(checks: readonly CheckFacts[], policy: Policy): boolean {
  const rules = rulesOf(policy);
  return checks.every(({ status, findings }) => {
    // A check may fail by what the policy only reports; one that failed and does not say why is not passed over.
    if (status === "failed" && findings.length === 0) return false;
    return findings.every((finding) => !counts(finding));
  });

  function counts(finding: Finding): boolean {
    const entry = catalogueEntry(finding.code);
    if (entry.class === "integrity" || entry.class === "authenticity") return true;
    return entry.class === "assurance" && rules.severityBeforeLevel(finding.code) === "error";
  }
}
