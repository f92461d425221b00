import type { Finding, IssueCode } from "../report/index.js";

/** More of one code would say nothing new: a file can repeat one fault in each of its 65 534 entries. */
const MOST_OF_A_CODE = 8;

/** Gathers findings while a container is read: of each code the first few. */
export class FindingList {
  readonly #findings: Finding[] = [];
  readonly #counts = new Map<IssueCode, number>();

  add(finding: Finding): void {
    const count = (this.#counts.get(finding.code) ?? 0) + 1;
    this.#counts.set(finding.code, count);
    if (count <= MOST_OF_A_CODE) this.#findings.push(finding);
  }

  get isEmpty(): boolean {
    return this.#findings.length === 0;
  }

  toArray(): readonly Finding[] {
    return Object.freeze([...this.#findings]);
  }
}
