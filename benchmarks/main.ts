import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import type { Row } from "./contest.js";
import { machine, page, table } from "./report.js";
import { signaturePart } from "./rows/signature-part.js";
import { firstVerification } from "./rows/first-verification.js";
import { growth } from "./rows/growth.js";
import { hashing } from "./rows/hashing.js";
import { many } from "./rows/many.js";
import { portable } from "./rows/portable.js";
import { processes } from "./rows/processes.js";
import { restore } from "./rows/restore.js";
import { signing } from "./rows/signing.js";
import { threads } from "./rows/threads.js";
import { trustList } from "./rows/trust-list.js";
import { wholeFile } from "./rows/whole-file.js";
import type { Setting } from "./setting.js";
import { realPackage } from "./subject.js";

/** Rows by the word that `--only` takes. */
const ROWS: Readonly<Record<string, (setting: Setting) => Promise<readonly Row[]>>> = {
  signature: signaturePart,
  file: wholeFile,
  processes,
  signing,
  trust: trustList,
  first: firstVerification,
  hashing,
  many,
  threads,
  restore,
  portable,
  growth,
};

const { values } = parseArgs({ options: { rounds: { type: "string", default: "15" }, only: { type: "string" } } });
const folder = mkdtempSync(join(tmpdir(), "countersign-bench-"));
const setting: Setting = { rounds: Number(values.rounds), subject: realPackage(), folder, root: process.cwd() };
const rows: Row[] = [];
try {
  for (const [name, run] of Object.entries(ROWS)) {
    if (values.only !== undefined && values.only !== name) continue;
    const made = await run(setting);
    for (const row of made) console.log(table(row));
    rows.push(...made);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
const results = { schema: "countersign.benchmarks/1", ...machine(), rounds: setting.rounds, rows };
writeFileSync(join("benchmarks", "results.json"), `${JSON.stringify(results, undefined, 2)}\n`);
if (values.only === undefined) writeFileSync(join("docs", "performance.md"), page(results));
