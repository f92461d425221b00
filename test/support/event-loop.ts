import { createHook } from "node:async_hooks";

/** Does the work and counts how often the event loop turned meanwhile: 0 where nothing else had its chance. */
export async function turnsWhile<T>(work: () => Promise<T>): Promise<{ readonly turns: number; readonly result: T }> {
  let turns = 0;
  const count = (): void => {
    turns++;
    next = setImmediate(count);
  };
  let next = setImmediate(count);
  try {
    const result = await work();
    return { turns, result };
  } finally {
    clearImmediate(next);
  }
}

/** What node:crypto's `verify` calls its work in async_hooks. Where it answers at once, one begins and is never called back. */
const SIGNATURE_JOB = "SIGNREQUEST";

/** Does the work and counts the signatures that were handed to the platform's thread pool: all, and at once. */
export async function jobsWhile(
  work: () => Promise<unknown>,
): Promise<{ readonly jobs: number; readonly atOnce: number }> {
  const inFlight = new Set<number>();
  let [jobs, atOnce] = [0, 0];
  const hook = createHook({
    init: (id, type) => {
      if (type === SIGNATURE_JOB) inFlight.add(id);
      atOnce = Math.max(atOnce, inFlight.size);
    },
    before: (id) => {
      if (inFlight.delete(id)) jobs++;
    },
  }).enable();
  try {
    await work();
    return { jobs, atOnce };
  } finally {
    hook.disable();
  }
}
