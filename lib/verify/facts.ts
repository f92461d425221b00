import { after, type CheckFacts, type CheckId, checkIds, checkPlace } from "../report/index.js";

/**
 * What the checks of one run found, in the order of `CheckId`. Every check appears: one that nobody added is skipped, and
 * says which earlier check is the reason.
 */
export class FactList {
  readonly #facts: CheckFacts[] = [];

  add(facts: CheckFacts): void {
    this.#facts.push(facts);
  }

  addAll(facts: readonly CheckFacts[]): void {
    for (const one of facts) this.#facts.push(one);
  }

  /** The first check of the package itself that failed, if any. */
  get firstFailure(): CheckId | undefined {
    return this.#facts.find(({ status }) => status === "failed")?.check;
  }

  /** @param reason why a check that nobody added did not run. */
  complete(reason: string = after(this.firstFailure ?? "container")): readonly CheckFacts[] {
    const present = new Set(this.#facts.map(({ check }) => check));
    const missing = checkIds
      .filter((check) => !present.has(check))
      .map((check) => ({ check, status: "skipped", reason, findings: [] }) as const);
    return [...this.#facts, ...missing].sort((left, right) => checkPlace(left.check) - checkPlace(right.check));
  }
}
