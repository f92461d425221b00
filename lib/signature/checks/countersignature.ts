import { type Finding, found } from "../../report/index.js";
import type { PackageSignature } from "../read.js";

/**
 * Whether the countersignatures stand where they may: one of a repository at most, on an author's signature, as NuGet reads them.
 * Whether each is good is for the checks of that signature.
 */
export function placementFindings({ primary, countersignatures }: PackageSignature): readonly Finding[] {
  const count = countersignatures.length;
  const findings: Finding[] = [];
  if (count > 1) findings.push(found("repository-countersignature-multiple", { count }, { part: "signature" }));
  if (count > 0 && primary.ref.kind === "repository")
    findings.push(found("repository-countersignature-misplaced", { primary: "repository" }, { part: "signature" }));
  return findings;
}
