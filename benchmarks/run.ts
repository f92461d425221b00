/**
 * `npm run bench [-- --rounds N] [-- --only WORD]`: compiles the programs, runs each row in a process of plain JavaScript,
 * prints the tables and writes `benchmarks/results.json` and, where no row was left out, `docs/performance.md`.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { bundle, root } from "./bundle.js";
import type { Row } from "./contest.js";
import { programOf, WAITING_ITS_TURN } from "./peers/peer-process.js";
import { machine, page, table } from "./report.js";
import { ROWS } from "./rows/index.js";

/** What the rows start, by the names of their sources. */
const PROGRAMS = [
  "row-program",
  "own-program",
  "hashing-program",
  "first-verification-program",
  "first-calls-program",
  "platform-program",
  "reading-program",
  "counted-program",
  "peers/pkijs-peer",
  "peers/pkijs-once",
  "peers/pkijs-sign",
  "peers/forge-peer",
  "peers/forge-sign",
] as const;

const { values } = parseArgs({ options: { rounds: { type: "string", default: "15" }, only: { type: "string" } } });
const { rounds, only = "" } = values;
for (const program of PROGRAMS)
  await bundle(`benchmarks/${program}.ts`, programOf(root, program.replace("peers/", "")));
// What threads run lies beside what starts them.
for (const program of ["thread", "hash"])
  await bundle(`lib/node/batch/${program}.ts`, join(root, "benchmarks", ".build", `${program}.js`));

const folder = mkdtempSync(join(tmpdir(), "countersign-bench-"));
const rows: Row[] = [];
try {
  for (const name of Object.keys(ROWS).filter((one) => one.startsWith(only))) {
    const row = measured(name);
    console.log(table(row));
    rows.push(row);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
const results = { schema: "countersign.benchmarks/1", ...machine(), rounds: Number(rounds), rows };
writeFileSync(join(root, "benchmarks", "results.json"), `${JSON.stringify(results, undefined, 2)}\n`);
if (only === "") writeFileSync(join(root, "docs", "performance.md"), page(results));

/** A process of its own for each row, so that nothing of one row stands in another's heap or compiled code. */
function measured(name: string): Row {
  const output = join(folder, "row.json");
  const words = ["--expose-gc", WAITING_ITS_TURN, programOf(root, "row-program"), name, rounds, folder, output];
  const { status } = spawnSync(process.execPath, words, { cwd: root, stdio: "inherit" });
  if (status !== 0) throw new Error(`the row "${name}" failed`);
  return JSON.parse(readFileSync(output, "utf8")) as Row;
}
