import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as library from "../../lib/index.js";
import * as node from "../../lib/node/index.js";
import * as testing from "../../lib/testing/index.js";
import * as trustList from "../../lib/trust/bundled/index.js";
import { root } from "../shared.js";
import { type Call, rightArguments, unknownFields, wrongCalls } from "./call.js";
import { libraryCalls } from "./library.js";
import { makeMaterial, type Material } from "./material.js";
import { nodeCalls } from "./node.js";
import { faultOf, outcomeOf } from "./outcome.js";
import { testingCalls } from "./testing.js";
import { trustListCalls } from "./trust-list.js";

interface Door {
  readonly exports: object;
  readonly calls: (material: Material) => Promise<Readonly<Record<string, Call>>>;
}

/** Every door of package.json that holds code. */
const DOORS: Readonly<Record<string, Door>> = {
  ".": { exports: library, calls: libraryCalls },
  "./node": { exports: node, calls: nodeCalls },
  "./testing": { exports: testing, calls: testingCalls },
  "./trust-list": { exports: trustList, calls: trustListCalls },
};

/** The function that a call is about: `createVerifier().verify` and `prepareSignature to countersign` are of the first word. */
const functionOf = (name: string): string => /^\w+/.exec(name)?.[0] ?? name;

for (const [door, { exports, calls }] of Object.entries(DOORS))
  describe(`wrong calls of countersign${door.slice(1)}`, () => {
    // Some thousand calls, many of which sign or verify.
    const TIMEOUT_MS = 300_000;
    const home = process.cwd();
    let folder: string;
    let all: Readonly<Record<string, Call>>;
    before(async () => {
      folder = mkdtempSync(join(tmpdir(), "countersign-wrong-"));
      process.chdir(folder); // where "x" is taken for the path that it is
      all = await calls(await makeMaterial(folder));
    });
    after(() => {
      process.chdir(home);
      rmSync(folder, { recursive: true, force: true });
    });

    it("are tried of every function that it exports", () => {
      const functions = Object.entries(exports).filter(([, value]) => typeof value === "function" && !isClass(value));
      assert.deepEqual(
        [...new Set(Object.keys(all).map(functionOf))].toSorted(),
        functions.map(([name]) => name).toSorted(),
      );
    });

    it("are told as what they are: where, what came, what to do; and none is passed over", async () => {
      const faults: string[] = [];
      for (const [name, call] of Object.entries(all))
        for (const fault of await faultsOf(call)) faults.push(`${name}: ${fault}`);
      assert.deepEqual(faults, []);
    }).timeout(TIMEOUT_MS);

    it("refuse a field that they do not know, in any object that the caller writes", async () => {
      const faults: string[] = [];
      for (const [name, call] of Object.entries(all))
        for (const { path, args } of unknownFields(call)) {
          const outcome = await outcomeOf(call.call, args);
          const error = outcome.kind === "gave" ? undefined : outcome.error;
          const isTold = error instanceof library.ConfigError && error.at.endsWith(".misspelt") && error.remedy !== "";
          const said = error instanceof Error ? error.message : "was accepted";
          if (!isTold) faults.push(`${name}: ${path}: ${said}`);
        }
      assert.deepEqual(faults, []);
    }).timeout(TIMEOUT_MS);
  });

it("wrong calls are tried of every door in package.json", () => {
  const { exports } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { readonly exports: object };
  const doors = Object.keys(exports).filter((name) => name !== "./schemas/*" && name !== "./package.json");
  assert.deepEqual(Object.keys(DOORS).toSorted(), doors.toSorted());
});

/** Error classes are made by the library, and are there to be told apart. */
function isClass(value: unknown): boolean {
  return /^class\b/.test(String(value));
}

async function faultsOf(call: Call): Promise<readonly string[]> {
  const right = await outcomeOf(call.call, rightArguments(call));
  if (right.kind !== "gave" && !(call.mayFail === true && right.error instanceof library.CountersignError))
    throw right.error;
  const faults: string[] = [];
  for (const wrong of wrongCalls(call)) {
    const fault = faultOf(wrong, await outcomeOf(call.call, wrong.args), right.isLate);
    if (fault !== undefined) faults.push(fault);
  }
  return faults;
}
