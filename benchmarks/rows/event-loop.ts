import { monitorEventLoopDelay } from "node:perf_hooks";
import { setTimeout as wait } from "node:timers/promises";
import { createVerifier, type Verifier } from "../../lib/index.js";
import { threadPoolProvider } from "../../lib/node/index.js";
import { bundledTrust } from "../../lib/trust/bundled/index.js";
import { bareOperations } from "../bare-operations.js";
import { contest, type Contestant, type Row } from "../contest.js";
import type { Setting } from "../setting.js";
import { clock, flippedCopy, type Subject } from "../subject.js";

/** As many uploads as a busy server judges at once. */
const AT_ONCE = 16;

/** What a package takes where many are verified at once, by the provider that answers at once and by that of servers. */
export async function manyAtOnce({ rounds, subject }: Setting): Promise<Row> {
  return contest({
    title: `${AT_ONCE} verifications at once, no caches between calls, by the wall's clock`,
    unit: "µs a package",
    rounds,
    contestants: await contestants(subject, async (verifyAll) => {
      const started = performance.now();
      await verifyAll();
      return ((performance.now() - started) * 1000) / AT_ONCE;
    }),
  });
}

/** The same where nobody else is served: what is waited for elsewhere need not be waited for here. */
export async function oneAtATime({ rounds, subject }: Setting): Promise<Row> {
  return contest({
    title: "one verification at a time, no caches between calls, content hashed, by the wall's clock",
    unit: "µs",
    rounds,
    contestants: await contestants(subject, async (_, verify) => {
      const started = performance.now();
      for (let done = 0; done < AT_ONCE; done++) await verify();
      return ((performance.now() - started) * 1000) / AT_ONCE;
    }),
    demands: [{ of: POOL, over: ON_THE_SPOT, most: 1 }],
  });
}

/** How long a server would have served nobody else meanwhile. */
export async function eventLoop({ rounds, subject }: Setting): Promise<Row> {
  return contest({
    title: `longest time that the event loop stood still during ${AT_ONCE} verifications at once`,
    unit: "ms",
    rounds,
    contestants: await contestants(subject, longestDelay),
    demands: [{ of: POOL, over: ON_THE_SPOT, most: 0.5 }],
  });
}

const ON_THE_SPOT = "native, on the spot";
const POOL = "native, on the thread pool";

/** @param measure one time of verifying all, or each, in the unit of the row. */
async function contestants(
  { bytes }: Subject,
  measure: (verifyAll: () => Promise<unknown>, verify: () => Promise<unknown>) => Promise<number>,
): Promise<readonly Contestant[]> {
  const trust = await bundledTrust();
  const flipped = flippedCopy(bytes, (await bareOperations(bytes, trust)).primaryValue);
  const contestant = (name: string, verifier: Verifier): Contestant => ({
    name,
    count: 5,
    settles: true,
    measure: async (count) => {
      const verify = (): Promise<unknown> => verifier.verify(bytes);
      let sum = 0;
      for (let done = 0; done < count; done++)
        sum += await measure(() => Promise.all(Array.from({ length: AT_ONCE }, verify)), verify);
      return sum / count;
    },
    judges: async () => ({
      accepts: (await verifier.verify(bytes)).accepted,
      refuses: !(await verifier.verify(flipped)).accepted,
    }),
  });
  return [
    contestant(ON_THE_SPOT, createVerifier({ trust, clock, chainCacheSize: 0 })),
    contestant(POOL, createVerifier({ trust, clock, crypto: threadPoolProvider(), chainCacheSize: 0 })),
  ];
}

/** In milliseconds, by a timer of one: what the loop needs for itself, which is at most that, is part of the figure. */
async function longestDelay(work: () => Promise<unknown>): Promise<number> {
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  // The timer runs before the work begins, since its first turn is measured against nothing, and has its turn after it.
  await wait(5);
  await work();
  await wait(5);
  delay.disable();
  return delay.max / 1e6;
}
