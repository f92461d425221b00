import { found } from "../../report/index.js";
import type { CertificateFacts, CertificateFault } from "../certificate-facts.js";
import type { PathProfile } from "../profile.js";

/** Key usage of the certificate that a chain is about: one of the bits that its purpose takes (RFC 5280 §4.2.1.3). */
export function endEntityKeyUsageFaults({ keyUsage }: CertificateFacts, profile: PathProfile): CertificateFault[] {
  const wanted = profile.endEntityKeyUsage.value;
  if (keyUsage === undefined || wanted.length === 0) return [];
  const present = [...keyUsage];
  if (present.some((usage) => wanted.includes(usage))) return [];
  const required = wanted.join(" or ");
  return [(certificate) => found("certificate-key-usage", { certificate, required, found: present })];
}

/** A CA whose key usage is there must be allowed to sign certificates (RFC 5280 §6.1.4(n)). */
export function issuerKeyUsageFaults({ keyUsage }: CertificateFacts): CertificateFault[] {
  if (keyUsage === undefined || keyUsage.has("keyCertSign")) return [];
  return [(certificate) => found("chain-issuer-key-usage", { certificate })];
}
