import { contest, inProcess, type Row } from "../contest.js";
import type { Setting } from "../setting.js";
import { fittedExponent } from "../statistics.js";
import { CHAIN_SERIES } from "./growth-chains.js";
import { PACKAGE_SERIES } from "./growth-packages.js";
import type { Series } from "./series.js";

/** How the time of a judgement grows with what others choose: linear at most, or bounded by a budget. By title. */
export const GROWTH: readonly (readonly [string, (setting: Setting) => Promise<Row>])[] = [
  ...PACKAGE_SERIES,
  ...CHAIN_SERIES,
].map((series) => [`growth with ${series.title}`, ({ rounds }) => grown(series, rounds)]);

async function grown({ title, sizes, most, work }: Series, rounds: number): Promise<Row> {
  const contestants = [];
  for (const size of sizes) {
    const task = await work(size);
    contestants.push(inProcess(size.toLocaleString("en-US"), task, { count: size > 2000 ? 1 : 10 }));
  }
  const row = await contest({ title: `growth with ${title}`, unit: "µs", rounds, contestants, settleMs: 2000 });
  const points = row.figures.map(({ median }, index) => ({ size: sizes[index] ?? 1, time: median }));
  const reached = steepest(points);
  const text = `exponent of the time, fitted to the three largest: at most ${most}`;
  return { ...row, targets: [{ text, reached, met: reached <= most }] };
}

/** Small sizes cost what a judgement costs whatever it holds, and would flatten the curve. */
function steepest(points: readonly { readonly size: number; readonly time: number }[]): number {
  return fittedExponent(points.slice(-3));
}
