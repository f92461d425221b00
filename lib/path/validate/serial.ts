import { found } from "../../report/index.js";
import type { Certificate } from "../../x509/index.js";
import type { CertificateFault } from "../certificate-facts.js";

/** RFC 5280 §4.1.2.2: positive, 20 octets at most. A fact for policy to weigh: no step of §6.1 depends on it. */
export function serialFaults(certificate: Certificate): CertificateFault[] {
  const problem = serialProblem(certificate);
  return problem === undefined ? [] : [(ref) => found("certificate-serial-invalid", { certificate: ref, problem })];
}

export function serialProblem({ serial }: Certificate): "zero" | "negative" | "too-long" | undefined {
  const first = serial[0] ?? 0;
  if (first >= 0x80) return "negative";
  if (serial.length === 1 && first === 0) return "zero";
  return serial.length > 20 ? "too-long" : undefined;
}
