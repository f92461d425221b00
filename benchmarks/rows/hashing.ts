import { spawnSync } from "node:child_process";
import { closeSync, openSync, rmSync, writeSync } from "node:fs";
import { join } from "node:path";
import { contest, type Contestant, type Row } from "../contest.js";
import { programOf } from "../peers/peer-process.js";
import type { Setting } from "../setting.js";

const MEGABYTES = 500;

/** A big file, hashed and judged in a process of its own; and what memory it takes. */
export async function hashing({ rounds, folder, root }: Setting): Promise<Row> {
  const path = join(folder, "big.bin");
  fill(path);
  try {
    const program = programOf(root, "hashing-program");
    const run = (kind: string): Contestant => ({
      name: kind === "native" ? "native SHA-256 of the same file" : "countersign",
      count: 1,
      measure: async () => measured(program, kind, path).milliseconds,
    });
    const row = await contest({
      title: `hashing a file of ${MEGABYTES} MB: processor time of the pass`,
      unit: "ms",
      rounds: Math.min(rounds, 7),
      contestants: [run("native"), run("countersign")],
      demands: [{ of: "countersign", over: "native SHA-256 of the same file", most: 1.053 }],
    });
    const [idle, busy] = [measured(program, "idle", path).resident, measured(program, "countersign", path).resident];
    const reached = (busy - idle) / 2 ** 20;
    const memory = { text: "resident memory over the idle process: at most 40 MiB", reached, met: reached <= 40 };
    return { ...row, targets: [...row.targets, memory] };
  } finally {
    rmSync(path, { force: true });
  }
}

function measured(
  program: string,
  kind: string,
  path: string,
): { readonly milliseconds: number; readonly resident: number } {
  const { stdout, stderr, status } = spawnSync(process.execPath, [program, kind, path], { encoding: "utf8" });
  if (status !== 0) throw new Error(stderr);
  const [milliseconds, resident] = stdout.trim().split(" ").map(Number);
  return { milliseconds: milliseconds ?? Number.NaN, resident: resident ?? Number.NaN };
}

function fill(path: string): void {
  const block = Buffer.alloc(1_000_000, "not really code ");
  const file = openSync(path, "w");
  for (let written = 0; written < MEGABYTES; written++) writeSync(file, block);
  closeSync(file);
}
