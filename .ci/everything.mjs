// Installs what is missing, checks and tests everything, and ends with the line "N passed, N failed". `npm run everything`.
//
// A step that is no test suite (types, lint, package checks) counts as one test. Nothing stops at the first failure.
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const isCi = process.env.CI === "true";
const npx = (name, ...args) => [process.execPath, join(root, "node_modules", name), ...args];

/** What a step may take: one that something left open keeps from ending has failed, and the others are still run and counted. */
const MOST_MILLISECONDS = 40 * 60_000;

let passed = 0;
let failed = 0;
const failures = [];

function run([command, ...args], env = {}) {
  const shell = process.platform === "win32" && command === "npm";
  const surroundings = { cwd: root, stdio: "inherit", shell, env: { ...process.env, ...env } };
  const { status, error } = spawnSync(command, args, { ...surroundings, timeout: MOST_MILLISECONDS });
  if (error !== undefined) console.log(`── ${error.message}`);
  return status === 0;
}

function step(name, command) {
  console.log(`\n── ${name}`);
  const started = performance.now();
  const isGood = run(command);
  console.log(`── ${name}: ${isGood ? "passed" : "FAILED"} (${Math.round((performance.now() - started) / 1000)} s)`);
  count(name, isGood ? 1 : 0, isGood ? 0 : 1);
  return isGood;
}

function count(name, good, bad) {
  passed += good;
  failed += bad;
  if (bad > 0) failures.push(name);
}

function tests() {
  console.log("\n── tests");
  const folder = mkdtempSync(join(tmpdir(), "countersign-counts-"));
  const file = join(folder, "counts.json");
  try {
    const reporter = ["--reporter", join(root, ".ci", "counting-reporter.cjs")];
    const isGood = run(npx("mocha/bin/mocha.js", ...reporter, "test/**/*.test.ts"), { COUNTERSIGN_COUNTS: file });
    // A run that ended before its report (out of memory, a wrong import) is a failure of its own.
    const counts = existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : { passes: 0, failures: 1 };
    count("tests", counts.passes, isGood ? counts.failures : Math.max(1, counts.failures));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function end() {
  if (failures.length > 0) console.log(`\nfailed: ${failures.join(", ")}`);
  console.log(`\n${passed} passed, ${failed} failed`);
  process.exit(failed === 0 ? 0 : 1);
}

// In CI exactly what the lock file says; elsewhere only what is missing.
const isInstalled = existsSync(join(root, "node_modules", "typescript"));
if ((isCi || !isInstalled) && !step("install", ["npm", "ci"])) end();

step("types", npx("typescript/bin/tsc", "-p", "tsconfig.json"));
step("api docs", npx("typedoc/bin/typedoc", "--emit", "none"));
step("lint", npx("eslint/bin/eslint.js", "lib", "test", "benchmarks"));
if (step("build", [process.execPath, "build.mjs"])) {
  step("publint", npx("publint/src/cli.js", "--strict"));
  step("types of the package", npx("@arethetypeswrong/cli/dist/index.js", "--pack", ".", "--profile", "esm-only"));
}
tests();
end();
