import { reading } from "../der/index.js";
import { type Certificate, readNameConstraints } from "../x509/index.js";
import { type CertificateFacts, readCertificateFacts } from "./certificate-facts.js";
import { PreparedConstraints } from "./name-constraints/constraints.js";
import { constrainedNames, type SubjectName } from "./name-constraints/names.js";

/** They follow from a certificate's bytes alone, and last as long as it does: those of anchors are read once. */
const facts = new WeakMap<Certificate, CertificateFacts>();

/** Facts by certificate, and what is prepared from them for comparison in one run. */
export class FactsMemory {
  readonly #names = new Map<CertificateFacts, readonly SubjectName[]>();
  readonly #constraints = new Map<CertificateFacts, PreparedConstraints>();
  readonly #anchorConstraints = new Map<Uint8Array, PreparedConstraints>();

  of(certificate: Certificate): CertificateFacts {
    const known = facts.get(certificate);
    if (known !== undefined) return known;
    const read = readCertificateFacts(certificate);
    facts.set(certificate, read);
    return read;
  }

  namesOf(of: CertificateFacts): readonly SubjectName[] {
    const known = this.#names.get(of);
    if (known !== undefined) return known;
    const names = constrainedNames(of);
    this.#names.set(of, names);
    return names;
  }

  constraintsOf(of: CertificateFacts): PreparedConstraints | undefined {
    if (of.nameConstraints === undefined) return undefined;
    const known = this.#constraints.get(of);
    if (known !== undefined) return known;
    const constraints = new PreparedConstraints(of.nameConstraints);
    this.#constraints.set(of, constraints);
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
