import type { Finding } from "../report/index.js";

/** More would say nothing new: a file can repeat one fault in each of its 65 534 entries. */
const MOST_FINDINGS = 32;

/** Gathers findings while a container is read, the first ones only. */
export class FindingList {
  readonly #findings: Finding[] = [];

  add(finding: Finding): void {
    if (this.#findings.length < MOST_FINDINGS) this.#findings.push(finding);
  }

  get isEmpty(): boolean {
    return this.#findings.length === 0;
  }

  toArray(): readonly Finding[] {
    return Object.freeze([...this.#findings]);
  }
}
