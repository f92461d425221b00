import { found } from "../../report/index.js";
import { algorithmName } from "../../crypto/index.js";
import type { CertificateFacts, CertificateFault } from "../certificate-facts.js";
import type { PathProfile } from "../profile.js";
import type { PathTimes } from "../request.js";
import { basicConstraintsFaults } from "./basic-constraints.js";
import { endEntityDateFaults, issuerDateFaults } from "./dates.js";
import { keyFaults } from "./key.js";
import { endEntityKeyPurposeFaults, issuerKeyPurposeFaults } from "./key-purpose.js";
import { endEntityKeyUsageFaults, issuerKeyUsageFaults } from "./key-usage.js";

/** Everything that speaks against a certificate as the end entity, whatever chain it stands in. */
export function endEntityFaults(facts: CertificateFacts, profile: PathProfile, times: PathTimes): CertificateFault[] {
  return [
    ...facts.faults,
    ...facts.encodingFaults,
    ...endEntityDateFaults(facts.certificate, times),
    ...keyFaults(facts.certificate.keyFacts, profile.endEntityKeys.value),
    ...endEntitySignatureFaults(facts, profile),
    ...endEntityKeyPurposeFaults(facts, profile),
    ...endEntityKeyUsageFaults(facts, profile),
  ];
}

/**
 * Everything that speaks against a certificate as an issuer, whatever chain it stands in.
 *
 * An anchor given as a certificate is judged by the same rules. RFC 5280 §6.1.1(d) asks only for its name and key, and
 * leaves the rest to whoever chose it; but OpenSSL and .NET hold a root to its own dates, basic constraints, key usage
 * and critical extensions, and whoever adds a certificate to a trust list adds what it says about itself. What is not
 * judged is its signature (nobody vouches for a root), its certificate policies, and faults of encoding that leave no
 * doubt. An anchor that must be free of all this is given as name and key.
 */
export function issuerFaults(
  facts: CertificateFacts,
  profile: PathProfile,
  times: PathTimes,
  isAnchor: boolean,
): CertificateFault[] {
  return [
    ...facts.faults,
    ...(isAnchor ? [] : facts.encodingFaults),
    ...issuerDateFaults(facts.certificate, times),
    ...keyFaults(facts.certificate.keyFacts, profile.issuerKeys.value),
    ...basicConstraintsFaults(facts, profile, isAnchor),
    ...issuerKeyUsageFaults(facts),
    ...issuerKeyPurposeFaults(facts, profile),
  ];
}

function endEntitySignatureFaults({ certificate }: CertificateFacts, profile: PathProfile): CertificateFault[] {
  const allowed = profile.endEntitySignature.value;
  const { oid } = certificate.signatureAlgorithm;
  if (allowed === undefined || allowed.includes(oid)) return [];
  const name = algorithmName(oid);
  return [
    (ref) => found("certificate-algorithm-unsupported", { certificate: ref, oid, ...(name !== undefined && { name }) }),
  ];
}
