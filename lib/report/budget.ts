/** One of the limits that {@link Budgets} sets, as findings of a spent budget name it. */
export type BudgetName = keyof Budgets;
/** Limits on attacker-chosen work. Sources stand beside the defaults in `lib/policy/budgets.ts`. */
export interface Budgets {
  /** The package, in bytes. */
  readonly packageBytes: number;
  /** Files in an archive. */
  readonly packageEntries: number;
  /** A CMS message, in bytes. */
  readonly signatureBytes: number;
  /** What is inflated to read a package's identity, in bytes. */
  readonly inflatedBytes: number;
  /** Certificates in one message's bag. */
  readonly certificates: number;
  /** Elements of one SET of a message: attributes, SignerInfos, CRLs. */
  readonly attributes: number;
  /** Timestamps on one signature. */
  readonly timestamps: number;
  /** Levels of nested DER. */
  readonly derDepth: number;
  /** Certificates in a path. */
  readonly pathDepth: number;
  /** Public-key operations of one verification. */
  readonly signatureChecks: number;
  /** Candidates tried while paths are built. */
  readonly pathBuildSteps: number;
  /** Names held against constraints (RFC 5280 §4.2.1.10). */
  readonly nameConstraintComparisons: number;
  /** Nodes of the policy graph (RFC 9618). */
  readonly policyNodes: number;
  /** One CRL, in bytes. */
  readonly crlBytes: number;
  /** One OCSP answer, in bytes. */
  readonly ocspBytes: number;
}

/**
 * What is left of the limits during one run. Work is charged before it is done, and a cache hit is charged as the work
 * would have been, so that a verdict is the same warm and cold.
 */
export class Budget {
  readonly limits: Budgets;
  readonly #used = new Map<BudgetName, number>();

  constructor(limits: Budgets) {
    this.limits = limits;
  }

  /** Charges `amount` units. @returns false once the limit is passed: the caller stops and says so. */
  draw(name: BudgetName, amount = 1): boolean {
    const used = this.used(name) + amount;
    this.#used.set(name, used);
    return used <= this.limits[name];
  }

  used(name: BudgetName): number {
    return this.#used.get(name) ?? 0;
  }
}
