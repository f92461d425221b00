import type { CheckFacts } from "../../report/index.js";
import { isFault, notRun, type PackageSignature, placementFindings, ran } from "../../signature/index.js";

/** The check of where the countersignatures stand; not run where there is none, and nothing unreadable that could be one. */
export function countersignatureFacts(signature: PackageSignature): CheckFacts {
  const { countersignatures, findings } = signature;
  if (countersignatures.length === 0 && !findings.some(isFault))
    return notRun("countersignature", undefined, "there is no repository countersignature", findings);
  return ran("countersignature", undefined, [...placementFindings(signature), ...findings]);
}
