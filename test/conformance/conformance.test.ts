import assert from "node:assert/strict";
import { requireShared } from "../shared.js";
import { corpusJson } from "./corpus.js";
import { readExceptions } from "./exceptions.js";
import { tally } from "./suite.js";
import { suites } from "./suites/index.js";
import { wycheproofFlags } from "./wycheproof-flags.js";

describe("conformance", () => {
  for (const suite of suites)
    it(`agrees with ${suite.name}, or says why not`, async function () {
      requireShared(this, "corpora", suite.folder);
      this.timeout(600_000);
      const { unexplained, unneeded, cases } = await tally(suite, readExceptions());
      assert.ok(cases > 0);
      assert.deepEqual({ unexplained, unneeded }, { unexplained: [], unneeded: [] });
    });

  it("explains every flag of Wycheproof's vectors, and no other", function () {
    requireShared(this, "corpora", "wycheproof");
    const { files } = corpusJson<{ readonly files: readonly { readonly file: string }[] }>(
      "wycheproof",
      "manifest.json",
    );
    type Vectors = {
      readonly testGroups: readonly { readonly tests: readonly { readonly flags: readonly string[] }[] }[];
    };
    const flags = files.flatMap(({ file }) =>
      corpusJson<Vectors>("wycheproof", file).testGroups.flatMap(({ tests }) => tests.flatMap((test) => test.flags)),
    );
    assert.deepEqual([...new Set(flags)].sort(), Object.keys(wycheproofFlags).sort());
  });

  it("has a reason for each exception, under a suite that there is", () => {
    const names = suites.map(({ name }) => name);
    for (const { suites: under, reason, ids } of readExceptions()) {
      assert.deepEqual(
        under.filter((name) => !names.includes(name)),
        [],
      );
      assert.ok(reason.length > 30 && ids.length > 0, reason);
    }
  });
});
