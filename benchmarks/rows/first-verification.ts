import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { contest, type Row } from "../contest.js";
import type { Setting } from "../setting.js";

/** The first verification of a process, its trust list loaded, over the import of the module. */
export async function firstVerification({ rounds, root, subject }: Setting): Promise<readonly Row[]> {
  const program = join(root, "benchmarks", ".build", "first-verification.mjs");
  const measure = async (): Promise<number> => {
    const { stdout, stderr, status } = spawnSync(process.execPath, [program, subject.path], { encoding: "utf8" });
    if (status !== 0) throw new Error(stderr);
    return Number(stdout);
  };
  const row = await contest({
    title:
      "first verification in a fresh process, trust list and reading of the file included, over importing the module",
    unit: "ms",
    rounds,
    contestants: [{ name: "countersign", count: 1, measure }],
    bounds: [{ of: "countersign", most: 12 }],
  });
  return [row];
}
