/**
 * `npm run bench [-- --rounds N] [-- --only WORD]`: compiles the rows and runs them in a process of plain JavaScript, which
 * prints the table and writes `benchmarks/results.json` and `docs/performance.md`.
 */
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { bundle, root } from "./bundle.js";

const folder = join(root, "benchmarks", ".build");
for (const [program, outfile] of [
  ["main", "main"],
  ["hashing-program", "hashing"],
  ["first-verification-program", "first-verification"],
] as const)
  await bundle(`benchmarks/${program}.ts`, join(folder, `${outfile}.mjs`));

// What threads run lies beside what starts them.
await bundle("lib/node/batch/thread.ts", join(folder, "thread.js"));

const words = ["--expose-gc", join(folder, "main.mjs"), ...process.argv.slice(2)];
const { status } = spawnSync(process.execPath, words, { cwd: root, stdio: "inherit" });
process.exit(status ?? 1);
