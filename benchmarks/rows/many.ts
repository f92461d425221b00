import { createVerifier } from "../../lib/index.js";
import { bundledTrust } from "../../lib/trust/bundled/index.js";
import { contest, inProcess, type Row } from "../contest.js";
import type { Setting } from "../setting.js";
import { clock, digestAtHand } from "../subject.js";

/** A thousand packages by one verifier: time for each, and memory, early and late. */
export async function many({ subject }: Setting): Promise<readonly Row[]> {
  const trust = await bundledTrust();
  const crypto = await digestAtHand(subject.bytes, trust);
  const verifier = createVerifier({ trust, clock, crypto });
  const heap: number[] = [];
  const task = inProcess("countersign", () => verifier.verify(subject.bytes), { count: 100, warmUp: 500 });
  const row = await contest({
    title: "1,000 packages in one process, by hundreds",
    unit: "µs a package",
    rounds: 10,
    contestants: [
      {
        ...task,
        measure: async (count) => {
          const taken = await task.measure(count);
          globalThis.gc?.();
          heap.push(process.memoryUsage().heapUsed / 2 ** 20);
          return taken;
        },
      },
    ],
  });
  const [early = 0, late = 0] = [heap[1], heap.at(-1)];
  const low = row.figures[0]?.low ?? 0;
  const high = row.figures[0]?.high ?? 0;
  return [
    {
      ...row,
      targets: [
        {
          text: "memory is flat: MiB of heap more after the last hundred than after the first, at most 1",
          reached: late - early,
          met: late - early <= 1,
        },
        { text: "time is flat: upper quartile over lower, at most 1.5", reached: high / low, met: high / low <= 1.5 },
      ],
    },
  ];
}
