import { DerFault } from "../../der/index.js";
import { found } from "../../report/index.js";
import { algorithmName, type PublicKeyFacts } from "../../crypto/index.js";
import type { CertificateFault } from "../certificate-facts.js";
import type { KeySizes } from "../profile.js";

/** Whether a key is sound (SP 800-89 §5.3.3) and what the profile takes. */
export function keyFaults(keyFacts: PublicKeyFacts | DerFault, sizes: KeySizes): CertificateFault[] {
  if (keyFacts instanceof DerFault) return [unreadable(keyFacts)];
  if (keyFacts.kind === "unsupported") return [unsupported(keyFacts.oid)];
  const minimum = sizes[keyFacts.kind];
  if (minimum === undefined) return [unsupported(KEY_OIDS[keyFacts.kind])];
  const { kind, bits, problem } = keyFacts;
  const faults: CertificateFault[] = [];
  if (problem !== undefined)
    faults.push((ref) => found("certificate-key-invalid", { certificate: ref, algorithm: kind, problem }));
  if (bits < minimum)
    faults.push((ref) => found("certificate-key-too-short", { certificate: ref, algorithm: kind, bits, minimum }));
  return faults;
}

const KEY_OIDS = { rsa: "1.2.840.113549.1.1.1", ec: "1.2.840.10045.2.1", ed25519: "1.3.101.112" } as const;

function unsupported(oid: string): CertificateFault {
  const name = algorithmName(oid);
  return (certificate) =>
    found("certificate-algorithm-unsupported", { certificate, oid, ...(name !== undefined && { name }) });
}

function unreadable({ structure, offset, problem }: DerFault): CertificateFault {
  return (certificate) => found("certificate-malformed", { certificate, field: structure, offset, problem });
}
