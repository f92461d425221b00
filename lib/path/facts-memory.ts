import { reading } from "../der/index.js";
import { type Certificate, readNameConstraints } from "../x509/index.js";
import { type CertificateFacts, readCertificateFacts } from "./certificate-facts.js";
import { PreparedConstraints } from "./name-constraints/constraints.js";
import { constrainedNames, type SubjectName } from "./name-constraints/names.js";

/** Facts by certificate, and what is prepared from them for comparison in one run. */
export class FactsMemory {
  readonly #names = new Map<CertificateFacts, readonly SubjectName[]>();
  readonly #constraints = new Map<CertificateFacts, PreparedConstraints>();
  readonly #anchorConstraints = new Map<Uint8Array, PreparedConstraints>();

  /** They last as long as the certificate does: those of anchors are read once. */
  of(certificate: Certificate): CertificateFacts {
    return certificate.noted(readCertificateFacts);
  }

  namesOf(facts: CertificateFacts): readonly SubjectName[] {
    const known = this.#names.get(facts);
    if (known !== undefined) return known;
    const names = constrainedNames(facts);
    this.#names.set(facts, names);
    return names;
  }

  constraintsOf(facts: CertificateFacts): PreparedConstraints | undefined {
    if (facts.nameConstraints === undefined) return undefined;
    const known = this.#constraints.get(facts);
    if (known !== undefined) return known;
    const constraints = new PreparedConstraints(facts.nameConstraints);
    this.#constraints.set(facts, constraints);
    return constraints;
  }

  /** Constraints laid on an anchor given as name and key. */
  anchorConstraints(value: Uint8Array): PreparedConstraints {
    const known = this.#anchorConstraints.get(value);
    if (known !== undefined) return known;
    const read = reading(() => readNameConstraints(value));
    // An anchor must not become freer by a broken constraint.
    const constraints = new PreparedConstraints(read.ok ? read.value : undefined);
    this.#anchorConstraints.set(value, constraints);
    return constraints;
  }
}
