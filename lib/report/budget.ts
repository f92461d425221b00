export type BudgetName = keyof Budgets;
/** Limits on attacker-chosen work. Sources stand beside the defaults in `lib/policy/budgets.ts`. */
export interface Budgets {
  readonly packageBytes: number;
  readonly packageEntries: number;
  readonly signatureBytes: number;
  /** What is inflated to read a package's identity, in bytes. */
  readonly inflatedBytes: number;
  readonly certificates: number;
  readonly attributes: number;
  readonly timestamps: number;
  readonly derDepth: number;
  readonly pathDepth: number;
  readonly signatureChecks: number;
  readonly pathBuildSteps: number;
  readonly nameConstraintComparisons: number;
  readonly policyNodes: number;
  readonly crlBytes: number;
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
