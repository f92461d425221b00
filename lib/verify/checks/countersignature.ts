import { type CheckFacts, type Finding, found } from "../../report/index.js";
import { isFault, notRun, type PackageSignature, ran } from "../../signature/index.js";

/**
 * Whether the countersignatures stand where they may: one of a repository at most, on an author's signature (reference
 * 4.3). Whether each is good is for the checks of that signature.
 */
export function countersignatureFacts(signature: PackageSignature): CheckFacts {
  const { primary, countersignatures, findings } = signature;
  const count = countersignatures.length;
  const placed: Finding[] = [];
  if (count > 1) placed.push(found("repository-countersignature-multiple", { count }, { part: "signature" }));
  if (count > 0 && primary.ref.kind === "repository")
    placed.push(found("repository-countersignature-misplaced", { primary: "repository" }, { part: "signature" }));
  if (count === 0 && !findings.some(isFault))
    return notRun("countersignature", undefined, "there is no repository countersignature", findings);
  return ran("countersignature", undefined, [...placed, ...findings]);
}
