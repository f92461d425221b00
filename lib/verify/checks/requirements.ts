import type { PolicyRules } from "../../policy/index.js";
import { type CheckFacts, type Finding, found } from "../../report/index.js";
import { type PackageSignature, ran } from "../../signature/index.js";

/** What the policy asks of the set of signatures: kinds of primary, and whether a repository must have signed. */
export function requirementFacts(
  { primary, countersignatures }: PackageSignature,
  { signatures }: PolicyRules,
): CheckFacts {
  const findings: Finding[] = [];
  const { commitment } = primary;
  if (commitment.kind === "known" && !signatures.primary.includes(commitment.value)) {
    findings.push(found("signature-kind-not-allowed", { found: commitment.value, allowed: signatures.primary }));
  }
  const repositorySigned = primary.ref.kind === "repository" || countersignatures.length > 0;
  if (signatures.repository === "require" && !repositorySigned)
    findings.push(found("repository-signature-missing", { required: "any" }));
  return ran("policy-requirements", undefined, findings);
}
