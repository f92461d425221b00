import { found } from "../../report/index.js";
import type { CertificateFacts, CertificateFault } from "../certificate-facts.js";
import type { PathProfile } from "../profile.js";

/**
 * Whether an issuer is a CA (RFC 5280 §6.1.4(k)). Versions 1 and 2 have no extension that could say so: they need to be
 * known by other means, and being an anchor is one.
 */
export function basicConstraintsFaults(
  { certificate, basicConstraints }: CertificateFacts,
  profile: PathProfile,
  isAnchor: boolean,
): CertificateFault[] {
  if (certificate.version < 3) {
    const allowed = profile.oldVersions.value;
    return allowed === "everywhere" || (allowed === "anchors" && isAnchor) ? [] : [notCa("version")];
  }
  if (basicConstraints === undefined) return [notCa("no-basic-constraints")];
  return basicConstraints.isCa ? [] : [notCa("ca-false")];
}

function notCa(problem: "no-basic-constraints" | "ca-false" | "version"): CertificateFault {
  return (certificate) => found("chain-issuer-not-ca", { certificate, problem });
}
