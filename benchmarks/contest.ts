import { processorTime } from "./peers/serve.js";
import { settle } from "./settle.js";
import { figureOf, type Figure, pairedRatio, quantile } from "./statistics.js";

/** Someone who does the work of a row. */
export interface Contestant {
  readonly name: string;
  /** Does the work `count` times. @returns what one time took, in the unit of the row. */
  readonly measure: (count: number) => Promise<number>;
  /** Times in a round; fewer for the slow. Default 10. */
  readonly count?: number;
  /** It keeps running from turn to turn, so its compiler settles before the first round and is warmed before each turn. */
  readonly settles?: boolean;
  /**
   * Whether it accepts the genuine input and refuses the altered one: whoever does not has not done the same work, and is
   * not compared. Left out where there is nothing to refuse.
   */
  readonly judges?: () => Promise<{ readonly accepts: boolean; readonly refuses: boolean }>;
}

/** What came out of a row. */
export interface Row {
  readonly title: string;
  readonly unit: string;
  readonly figures: readonly (Figure & { readonly ratio: number })[];
  /** The first contestant of a row is what the others are set beside. */
  readonly limit: string;
  readonly skipped: readonly string[];
  readonly targets: readonly Target[];
}

/** What the row must show, and whether it did. */
export interface Target {
  readonly text: string;
  readonly reached: number;
  readonly met: boolean;
}

/** `at most`: ours may take so many times what the other takes. `at least`: the other takes so many times what ours takes. */
export interface Demand {
  readonly of: string;
  readonly over: string;
  readonly most?: number;
  readonly least?: number;
}

/** A figure that does not depend on another: ours may take at most so much, in the unit of the row. */
export interface Bound {
  readonly of: string;
  readonly most: number;
}

export interface ContestPlan {
  readonly title: string;
  readonly unit: string;
  readonly rounds: number;
  /** The limit first. A string names one who is absent, and why. */
  readonly contestants: readonly (Contestant | string)[];
  readonly demands?: readonly Demand[];
  readonly bounds?: readonly Bound[];
  /** What the warming of one contestant may take at most. */
  readonly settleMs?: number;
}

/** Runs every contestant in each round, in turn, beginning with another each time. */
export async function contest(plan: ContestPlan): Promise<Row> {
  const skipped: string[] = [];
  const contestants: Contestant[] = [];
  for (const one of plan.contestants) {
    const absent = typeof one === "string" ? one : await disqualified(one);
    if (absent !== undefined) skipped.push(absent);
    else if (typeof one !== "string") contestants.push(one);
  }
  const samples = new Map(contestants.map(({ name }) => [name, [] as number[]]));
  for (const one of contestants) await prepare(one, plan.settleMs);
  for (let round = 0; round < plan.rounds; round++)
    for (let turn = 0; turn < contestants.length; turn++) {
      const one = contestants[(turn + round) % contestants.length];
      if (one !== undefined) samples.get(one.name)?.push(await timed(one));
    }
  return rowOf(plan, samples, skipped);
}

/** Whoever starts anew each time has nothing to settle; who was judged has already found its files in memory. */
async function prepare(one: Contestant, settleMs: number | undefined): Promise<void> {
  if (one.settles === true) await settle(one, settleMs);
  else if (one.judges === undefined) await one.measure(1);
}

/** One turn. What the others did meanwhile may have cost it compiled code and caches: as many untimed calls come first. */
async function timed({ measure, count = 10, settles }: Contestant): Promise<number> {
  if (settles === true) await measure(count);
  return measure(count);
}

async function disqualified({ name, judges }: Contestant): Promise<string | undefined> {
  try {
    const verdict = await judges?.();
    if (verdict === undefined || (verdict.accepts && verdict.refuses)) return undefined;
    return `${name}: not compared, since it ${verdict.accepts ? "accepts an altered copy" : "refuses the genuine input"}`;
  } catch (error) {
    return `${name}: not compared, since it failed (${String(error).split("\n")[0]?.slice(0, 160)})`;
  }
}

function rowOf(plan: ContestPlan, samples: ReadonlyMap<string, readonly number[]>, skipped: readonly string[]): Row {
  const [limit = ""] = samples.keys();
  const of = (name: string): readonly number[] => samples.get(name) ?? [];
  return {
    title: plan.title,
    unit: plan.unit,
    limit,
    skipped,
    figures: [...samples].map(([name, taken]) => ({ ...figureOf(name, taken), ratio: pairedRatio(taken, of(limit)) })),
    targets: [
      ...(plan.demands ?? []).flatMap((demand) =>
        samples.has(demand.of) && samples.has(demand.over) ? [judged(demand, of(demand.of), of(demand.over))] : [],
      ),
      ...(plan.bounds ?? []).flatMap((bound) =>
        samples.has(bound.of) ? [within(bound, of(bound.of), plan.unit)] : [],
      ),
    ],
  };
}

function judged({ of, over, most, least }: Demand, ours: readonly number[], theirs: readonly number[]): Target {
  if (most !== undefined) {
    const reached = pairedRatio(ours, theirs);
    return { text: `${of}: at most ${most} × ${over}`, reached, met: reached <= most };
  }
  const reached = pairedRatio(theirs, ours);
  return { text: `${of}: at least ${least} times faster than ${over}`, reached, met: reached >= (least ?? 0) };
}

function within({ of, most }: Bound, samples: readonly number[], unit: string): Target {
  const reached = quantile(samples, 0.5);
  return { text: `${of}: at most ${most} ${unit}`, reached, met: reached <= most };
}

/**
 * A contestant of this process: `work` is called again and again. What is taken is the processor time of the process in
 * microseconds, helper threads included: the wall's time of the same work depends on who else uses the machine.
 */
export function inProcess(
  name: string,
  work: () => unknown,
  more: Pick<Contestant, "count" | "judges"> = {},
): Contestant {
  return { name, measure: (count) => processorTime(work, count), settles: true, ...more };
}

/** The same by the wall's clock, for what is done in several threads so that it ends sooner. */
export function byWall(name: string, work: () => unknown): Contestant {
  const measure = async (count: number): Promise<number> => {
    const started = performance.now();
    for (let done = 0; done < count; done++) await work();
    return ((performance.now() - started) * 1000) / count;
  };
  return { name, count: 20, measure, settles: true };
}
