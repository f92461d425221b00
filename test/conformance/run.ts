import { hasShared } from "../shared.js";
import { readExceptions } from "./exceptions.js";
import { type Suite, type Tally, tally } from "./suite.js";
import { suites } from "./suites/index.js";

// `npm run conformance [suite...]`: a table of suites, and under it each reason for which we differ.

const wanted = process.argv.slice(2);
const chosen = suites.filter(({ name }) => wanted.length === 0 || wanted.some((word) => name.includes(word)));
const here = chosen.filter(({ folder }) => hasShared("corpora", folder));
const exceptions = readExceptions();
const tallies: Tally[] = [];
for (const suite of here) tallies.push(await tally(suite, exceptions));

console.log(
  table(
    tallies,
    chosen.filter((suite) => !here.includes(suite)),
  ),
);
for (const { suite, excepted, unexplained, unneeded } of tallies) {
  for (const [reason, ids] of excepted)
    console.log(`\n${suite}, ${ids.length} excepted: ${reason}\n  ${shortened(ids)}`);
  for (const line of unexplained) console.log(`\n${suite}, UNEXPLAINED ${line}`);
  for (const id of unneeded) console.log(`\n${suite}, NO LONGER NEEDED ${id}`);
}
const failed = tallies.some(({ unexplained, unneeded }) => unexplained.length + unneeded.length > 0);
process.exitCode = failed ? 1 : 0;

function table(done: readonly Tally[], absent: readonly Suite[]): string {
  const rows = done.map(({ suite, cases, agreed, excepted, unexplained, unneeded }) => {
    const count = [...excepted.values()].reduce((sum, ids) => sum + ids.length, 0);
    return [suite, cases, agreed, count, unexplained.length, unneeded.length].map(String);
  });
  const head = ["suite", "cases", "agreed", "exceptions", "unexplained", "unneeded"];
  const missing = absent.map(({ name }) => [name, "skipped: its data are not here"]);
  const widths = head.map((title, column) => Math.max(...[head, ...rows].map((row) => (row[column] ?? title).length)));
  return [head, ...rows, ...missing]
    .map((row) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join("  "))
    .join("\n");
}

function shortened(ids: readonly string[]): string {
  return ids.length <= 12 ? ids.join(", ") : `${ids.slice(0, 12).join(", ")}, and ${ids.length - 12} more`;
}
