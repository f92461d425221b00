import { after, type CheckFacts, type CheckId, checkIds, checkPlace, joined } from "../report/index.js";

/** Not frozen: the engine walks a frozen list many times as slowly. */
const CHECKS: readonly CheckId[] = [...checkIds];

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

  /** @param reason why a check that nobody added did not run: by default, the first that failed. */
  complete(reason?: string): readonly CheckFacts[] {
    // A list for each check, in their order: sorting some fifty facts costs ten times as much.
    const lists = CHECKS.map((): CheckFacts[] => []);
    for (const facts of this.#facts) lists[checkPlace(facts.check)]?.push(facts);
    CHECKS.forEach((check, place) => {
      if (lists[place]?.length === 0) lists[place] = [this.#skipped(check, reason)];
    });
    return joined(lists);
  }

  #skipped(check: CheckId, reason: string = after(this.firstFailure ?? "container")): CheckFacts {
    return { check, status: "skipped", reason, findings: [] };
  }
}
