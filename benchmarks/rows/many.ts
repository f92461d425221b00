import { createVerifier, type Verifier } from "../../lib/index.js";
import { bundledTrust } from "../../lib/trust/bundled/index.js";
import { contest, inProcess, type Row } from "../contest.js";
import type { Setting } from "../setting.js";
import { clock, digestAtHand } from "../subject.js";

/** A thousand packages by one verifier: time for each, and memory, early and late. */
export async function many({ subject: { bytes } }: Setting): Promise<Row> {
  const trust = await bundledTrust();
  const verifier = createVerifier({ trust, clock, crypto: await digestAtHand(bytes, trust) });
  const row = await contest({
    title: "1,000 packages in one process, by hundreds",
    unit: "µs a package",
    rounds: 10,
    contestants: [inProcess("countersign", () => verifier.verify(bytes), { count: 100 })],
  });
  const [{ low, high } = { low: Number.NaN, high: Number.NaN }] = row.figures;
  const growth = await heapGrowth(verifier, bytes);
  const memory = "memory is flat: MiB of heap more after the last hundred than after the first, at most 1";
  const time = "time is flat: upper quartile over lower, at most 1.5";
  return {
    ...row,
    targets: [
      { text: memory, reached: growth, met: growth <= 1 },
      { text: time, reached: high / low, met: high / low <= 1.5 },
    ],
  };
}

/**
 * MiB of heap in use that nine hundred packages add. In a pass of its own, for to collect garbage on demand throws away
 * compiled code: a timed pass would be slow for ever.
 */
async function heapGrowth(verifier: Verifier, bytes: Uint8Array): Promise<number> {
  const heap: number[] = [];
  for (let hundred = 0; hundred < 10; hundred++) {
    for (let call = 0; call < 100; call++) await verifier.verify(bytes);
    globalThis.gc?.();
    heap.push(process.memoryUsage().heapUsed / 2 ** 20);
  }
  return (heap.at(-1) ?? Number.NaN) - (heap[0] ?? Number.NaN);
}
