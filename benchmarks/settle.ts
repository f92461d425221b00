import type { Contestant } from "./contest.js";

/** What one batch takes: long enough for a mean that means something. */
const BATCH_MS = 100;
/** A batch that is less than 3 % faster than the fastest before it brings nothing. */
const GAIN = 0.97;
/** V8 dwells for up to 2.5 s before it optimises anything: batches that bring nothing mean nothing before that. */
const LEAST_BATCHES = 30;
/** It optimises by calls, some 2,500 verifications: on a machine that is slow just then the batches end before that. */
const LEAST_CALLS = 5000;

/**
 * Lets a contestant's compiler settle, by batches that nobody times: until the second half of them has brought nothing. One
 * rule for all: .NET and the peers in JavaScript take their own time.
 *
 * @param atMostMs the bound, for the slow and for those that never settle.
 */
export async function settle({ measure }: Contestant, atMostMs = 20_000): Promise<void> {
  const started = performance.now();
  let [fastest, fastestAt, count, calls] = [Number.POSITIVE_INFINITY, 0, 1, 0];
  for (let batch = 1; calls < LEAST_CALLS || batch <= Math.max(LEAST_BATCHES, 2 * fastestAt); batch++) {
    const begun = performance.now();
    if (begun - started > atMostMs) return;
    const taken = await measure(count);
    calls += count;
    count = Math.max(1, Math.round((count * BATCH_MS) / (performance.now() - begun)));
    if (taken < fastest * GAIN) fastestAt = batch;
    fastest = Math.min(taken, fastest);
  }
}
