/**
 * The hot path under the profiler: `node --import tsx --conditions=countersign-source benchmarks/profile.ts [cold|warm] [CALLS]`
 * prints where the time goes, by function.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { bundle, root } from "./bundle.js";

interface Profile {
  readonly nodes: readonly {
    readonly id: number;
    readonly callFrame: { readonly functionName: string; readonly url: string; readonly lineNumber: number };
  }[];
  readonly samples: readonly number[];
  readonly timeDeltas: readonly number[];
}

const [kind = "cold", calls = "3000"] = process.argv.slice(2);
const folder = mkdtempSync(join(tmpdir(), "countersign-profile-"));
const program = join(root, "benchmarks", ".build", "hot-path.mjs");
try {
  await bundle("benchmarks/hot-path.ts", program);
  const flags = ["--cpu-prof", `--cpu-prof-dir=${folder}`, "--cpu-prof-interval=200"];
  spawnSync(process.execPath, [...flags, program, kind, calls], { cwd: root, stdio: "inherit" });
  const [name] = readdirSync(folder);
  if (name !== undefined) print(JSON.parse(readFileSync(join(folder, name), "utf8")) as Profile);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** Time of each function itself, as a share of all that was not idle. */
function print({ nodes, samples, timeDeltas }: Profile): void {
  const byId = new Map(nodes.map((node) => [node.id, node.callFrame]));
  const times = new Map<string, number>();
  for (const [index, id] of samples.entries()) {
    const frame = byId.get(id);
    if (frame === undefined || frame.functionName === "(idle)" || frame.functionName === "(program)") continue;
    const where = `${frame.functionName || "(anonymous)"} ${frame.url.split("/").at(-1) ?? ""}:${frame.lineNumber + 1}`;
    times.set(where, (times.get(where) ?? 0) + (timeDeltas[index] ?? 0));
  }
  const total = [...times.values()].reduce((sum, time) => sum + time, 0);
  const sorted = [...times].toSorted(([, a], [, b]) => b - a).slice(0, 40);
  for (const [where, time] of sorted)
    console.log(
      `${((100 * time) / total).toFixed(1).padStart(5)} %  ${(time / Number(calls)).toFixed(1).padStart(8)} µs  ${where}`,
    );
}
