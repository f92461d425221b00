import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type Contestant, contest, type Row } from "../contest.js";
import { programOf, WAITING_ITS_TURN } from "../peers/peer-process.js";
import type { Setting } from "../setting.js";

interface Counting {
  /** As `counted-program.ts` knows it. */
  readonly kind: "cold" | "warm" | "signing";
  readonly title: string;
  /** Of a shorter and a longer run: their difference is what settled calls take, without the start and most compiling. */
  readonly calls: readonly [number, number];
  readonly parts: Readonly<Record<string, string>>;
}

const VERIFYING = {
  bare: "the bare operations",
  platform: "of countersign, node:crypto alone",
  reading: "of countersign, the structures read and nothing judged",
  countersign: "countersign",
};

/**
 * Instructions as the processor counts them: the same within a hundredth on a quiet machine and a busy one, where times differ
 * by a factor. Of a time they say half: of bare operations it does two in a cycle, of code that runs once a call one or fewer.
 */
export const INSTRUCTIONS: readonly (readonly [string, (setting: Setting) => Promise<Row>])[] = [
  counted({
    kind: "cold",
    title: "instructions of the signature part, no caches between calls",
    calls: [4000, 6000],
    parts: VERIFYING,
  }),
  counted({
    kind: "warm",
    title: "instructions of the same with a warm chain cache",
    calls: [6000, 9000],
    parts: VERIFYING,
  }),
  counted({
    kind: "signing",
    title: "instructions of author signing",
    calls: [2000, 3000],
    parts: {
      bare: "the bare signature",
      platform: "of countersign, node:crypto alone, and the signature",
      countersign: "countersign",
    },
  }),
];

function counted(counting: Counting): readonly [string, (setting: Setting) => Promise<Row>] {
  return [`instructions-${counting.kind}`, (setting) => race(setting, counting)];
}

function race(setting: Setting, { kind, title, calls, parts }: Counting): Promise<Row> {
  const contestants = Object.entries(parts).map(([part, name]): Contestant => {
    const count = (times: number): number => instructions(setting, [kind, part, String(times)]);
    return { name, count: 1, measure: async () => perCall(count, calls) };
  });
  const absent = "counting: there is no perf here that counts a program's instructions";
  return contest({
    title,
    unit: "thousands",
    rounds: 2,
    contestants: instructions(setting, [kind, "bare", "1"]) > 0 ? contestants : [absent],
  });
}

function perCall(count: (calls: number) => number, [fewer, more]: readonly [number, number]): number {
  const less = count(fewer);
  return (count(more) - less) / (more - fewer) / 1000;
}

/** Of a whole run, those of the kernel apart; NaN where they can't be had. */
function instructions({ root, folder }: Setting, words: readonly string[]): number {
  const output = join(folder, "instructions.csv");
  const program = [process.execPath, WAITING_ITS_TURN, programOf(root, "counted-program"), ...words];
  const { status } = spawnSync("perf", ["stat", "-x,", "-e", "instructions:u", "-o", output, ...program]);
  if (status !== 0) return Number.NaN;
  const [line = ""] = readFileSync(output, "utf8")
    .split("\n")
    .filter((one) => /^\d/.test(one));
  return Number.parseInt(line, 10);
}
