import type { KeyRing } from "../crypto/index.js";
import type { Budget } from "../report/index.js";
import type { SignatureCache } from "./signature-cache.js";
import { CertificateMemory } from "./certificate-memory.js";
import { SignatureChecks } from "./signature-checks.js";
import { FactsMemory } from "./facts-memory.js";

/**
 * What the searches of one verification share: keys taken in, the budget, and what was found out about certificates and
 * pairs of certificate and issuer, so that each is looked at once in a run.
 */
export class PathContext {
  readonly keys: KeyRing;
  readonly budget: Budget;
  /** Good signatures of earlier runs; with a size of 0 none is kept. */
  readonly signatures: SignatureCache;
  /** Certificates read so far. */
  readonly certificates: CertificateMemory;
  /** For this room. */
  readonly checks: SignatureChecks;
  /** For this room. */
  readonly facts: FactsMemory;

  constructor(
    keys: KeyRing,
    budget: Budget,
    signatures: SignatureCache,
    certificates: CertificateMemory = new CertificateMemory(),
  ) {
    this.keys = keys;
    this.budget = budget;
    this.signatures = signatures;
    this.certificates = certificates;
    this.checks = new SignatureChecks(keys, budget, signatures);
    this.facts = new FactsMemory();
  }
}
