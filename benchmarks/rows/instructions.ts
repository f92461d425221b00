import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type Contestant, contest, type Row } from "../contest.js";
import { programOf, WAITING_ITS_TURN } from "../peers/peer-process.js";
import type { Setting } from "../setting.js";

/** Calls of a shorter and a longer run; their difference is what settled calls take, without the start and most compiling. */
const CALLS = { cold: [4000, 6000], warm: [6000, 9000] } as const;
type Kind = keyof typeof CALLS;

const PARTS = {
  bare: "the bare operations",
  platform: "of countersign, node:crypto alone",
  reading: "of countersign, the structures read and nothing judged",
  countersign: "countersign",
} as const;

/**
 * Instructions of a verification, as the processor counts them: the same within a hundredth on a quiet machine and a busy one,
 * where times differ by a factor. Of a time they say half: bare operations run two to a cycle, code that runs once a call one.
 */
export function instructions(setting: Setting): Promise<Row> {
  return counted(setting, "cold", "signature part, no caches between calls: instructions");
}

export function instructionsWarm(setting: Setting): Promise<Row> {
  return counted(setting, "warm", "the same with a warm chain cache: instructions");
}

function counted(setting: Setting, kind: Kind, title: string): Promise<Row> {
  const parts = Object.entries(PARTS);
  return contest({
    title,
    unit: "thousands",
    rounds: 2,
    contestants: canCount(setting)
      ? parts.map(([part, name]): Contestant => ({ name, count: 1, measure: async () => perCall(setting, kind, part) }))
      : ["counting: there is no perf here that counts a program's instructions"],
  });
}

function perCall(setting: Setting, kind: Kind, part: string): number {
  const [fewer, more] = CALLS[kind];
  const counts = [fewer, more].map((calls) => count(setting, [kind, part, String(calls)]));
  const [less = Number.NaN, all = Number.NaN] = counts;
  return (all - less) / (more - fewer) / 1000;
}

function canCount(setting: Setting): boolean {
  return count(setting, ["warm", "bare", "1"]) > 0;
}

/** Instructions of a whole run, those of the kernel apart; NaN where they can't be had. */
function count({ root, folder }: Setting, words: readonly string[]): number {
  const output = join(folder, "instructions.csv");
  const program = [process.execPath, WAITING_ITS_TURN, programOf(root, "counted-program"), ...words];
  const { status } = spawnSync("perf", ["stat", "-x,", "-e", "instructions:u", "-o", output, ...program]);
  if (status !== 0) return Number.NaN;
  const [line = ""] = readFileSync(output, "utf8")
    .split("\n")
    .filter((one) => /^\d/.test(one));
  return Number.parseInt(line, 10);
}
