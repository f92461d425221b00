import { found } from "../../report/index.js";
import { KeyPurpose } from "../../x509/index.js";
import type { CertificateFacts, CertificateFault } from "../certificate-facts.js";
import type { PathProfile } from "../profile.js";

/** Extended key usage of the certificate that a chain is about (RFC 5280 §4.2.1.12, RFC 3161 §2.3, RFC 6960 §4.2.2.2). */
export function endEntityKeyPurposeFaults(facts: CertificateFacts, profile: PathProfile): CertificateFault[] {
  const faults = refusedPurposes(facts, profile);
  const { oid, required, anyServes, criticalAndSole } = profile.endEntityKeyPurpose.value;
  if (oid === undefined) return faults;
  const { extendedKeyUsage: usage } = facts;
  if (usage === undefined) return required ? [...faults, purposeFault(oid, [], "absent")] : faults;
  const { purposes, critical } = usage;
  const serves = purposes.includes(oid) || (anyServes && purposes.includes(KeyPurpose.any));
  if (!serves) faults.push(purposeFault(oid, purposes, "missing"));
  else if (criticalAndSole && purposes.length !== 1) faults.push(purposeFault(oid, purposes, "not-sole"));
  else if (criticalAndSole && !critical) faults.push(purposeFault(oid, purposes, "not-critical"));
  return faults;
}

/** Extended key usage of a CA: where it has one, it binds what is below. */
export function issuerKeyPurposeFaults(facts: CertificateFacts, profile: PathProfile): CertificateFault[] {
  const { oid } = profile.endEntityKeyPurpose.value;
  const { extendedKeyUsage: usage } = facts;
  if (oid === undefined || usage === undefined || !profile.issuerKeyPurposeChains.value) return [];
  const serves = usage.purposes.includes(oid) || usage.purposes.includes(KeyPurpose.any);
  return serves ? [] : [purposeFault(oid, usage.purposes, "missing")];
}

function refusedPurposes({ extendedKeyUsage }: CertificateFacts, profile: PathProfile): CertificateFault[] {
  const refused = profile.refusedKeyPurposes.value.filter((oid) => extendedKeyUsage?.purposes.includes(oid) === true);
  return refused.map(() => (certificate) => found("certificate-lifetime-signing", { certificate }));
}

function purposeFault(
  required: string,
  purposes: readonly string[],
  problem: "absent" | "missing" | "not-critical" | "not-sole",
): CertificateFault {
  return (certificate) => found("certificate-eku", { certificate, required, found: purposes, problem });
}
