/** One row, in a process that has done nothing else: `row-program.mjs NAME ROUNDS FOLDER OUTPUT.json`. */
import { writeFileSync } from "node:fs";
import { ROWS } from "./rows/index.js";
import { realPackage } from "./subject.js";

const [name = "", rounds, folder = "", output = ""] = process.argv.slice(2);
const run = ROWS[name];
if (run === undefined) throw new Error(`there is no row "${name}"; there are ${Object.keys(ROWS).join(", ")}`);
const row = await run({ rounds: Number(rounds), subject: realPackage(), folder, root: process.cwd() });
writeFileSync(output, JSON.stringify(row));
