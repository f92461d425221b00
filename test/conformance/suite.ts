/** One case of somebody's suite: what they expect, and what we say. Both are words of the suite's own. */
export interface Case {
  /** Unique within its suite. */
  readonly id: string;
  /** Words that all count as agreement; the first is the suite's own. */
  readonly expected: readonly string[];
  readonly judge: () => Promise<string>;
}

/** Somebody's conformance suite. */
export interface Suite {
  readonly name: string;
  /** Folder under the shared corpora. */
  readonly folder: string;
  cases(): Iterable<Case>;
}

/** Where we say something else than the suite, and why that is right. */
export interface Exception {
  readonly suites: readonly string[];
  readonly reason: string;
  /** Ids of cases; `<prefix> 3-7` stands for `<prefix> 3` to `<prefix> 7`. */
  readonly ids: readonly string[];
}

/** How a suite went. */
export interface Tally {
  readonly suite: string;
  readonly cases: number;
  readonly agreed: number;
  /** Disagreements that are listed, by reason. */
  readonly excepted: ReadonlyMap<string, readonly string[]>;
  /** Disagreements that are not listed: `id: expected, received`. */
  readonly unexplained: readonly string[];
  /** Listed, and no disagreement: the exception is not needed any more. */
  readonly unneeded: readonly string[];
}

/** Runs a suite and holds its disagreements against the exceptions. */
export async function tally(suite: Suite, exceptions: readonly Exception[]): Promise<Tally> {
  const reasons = reasonsById(exceptions.filter((exception) => exception.suites.includes(suite.name)));
  const excepted = new Map<string, string[]>();
  const unexplained: string[] = [];
  const needed = new Set<string>();
  let cases = 0;
  for (const { id, expected, judge } of suite.cases()) {
    cases++;
    const received = await judge();
    if (expected.includes(received)) continue;
    const reason = reasons.get(id);
    if (reason === undefined) unexplained.push(`${id}: expected ${expected.join(" or ")}, received ${received}`);
    else excepted.set(reason, [...(excepted.get(reason) ?? []), id]);
    needed.add(id);
  }
  const unneeded = [...reasons.keys()].filter((id) => !needed.has(id));
  return { suite: suite.name, cases, agreed: cases - needed.size, excepted, unexplained, unneeded };
}

function reasonsById(exceptions: readonly Exception[]): ReadonlyMap<string, string> {
  const reasons = new Map<string, string>();
  for (const { ids, reason } of exceptions)
    for (const id of ids.flatMap(expanded)) {
      if (reasons.has(id)) throw new Error(`${id} has two reasons in exceptions.json`);
      reasons.set(id, reason);
    }
  return reasons;
}

function expanded(id: string): readonly string[] {
  const range = /^(?<prefix>.*) (?<first>\d+)-(?<last>\d+)$/.exec(id)?.groups;
  if (range === undefined) return [id];
  const [first, last] = [Number(range["first"]), Number(range["last"])];
  return Array.from({ length: last - first + 1 }, (_, index) => `${range["prefix"] ?? ""} ${first + index}`);
}
