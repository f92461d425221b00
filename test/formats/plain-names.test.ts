import assert from "node:assert/strict";
import fc from "fast-check";
import { FindingList } from "../../lib/formats/finding-list.js";
import { checkNames } from "../../lib/formats/nupkg/names.js";
import { entriesWithTellingNames } from "../../lib/formats/nupkg/plain-names.js";
import type { ZipEntry } from "../../lib/formats/zip/central-records.js";
import type { Finding } from "../../lib/report/index.js";

const NONE = new Uint8Array(0);

function entry(name: string): ZipEntry {
  const octets = new TextEncoder().encode(name);
  return { record: NONE, recordOffset: 0, name: octets, extra: NONE, compressedSize: 0, localOffset: 0 };
}

function findingsOf(names: readonly string[]): readonly Finding[] {
  const findings = new FindingList();
  checkNames(names.map(entry), findings);
  return findings.toArray();
}

function telling(names: readonly string[]): readonly string[] {
  return entriesWithTellingNames(names.map(entry)).map(({ name }) => new TextDecoder().decode(name));
}

/** A name that is looked at as text, lies elsewhere than the others and has no fault. */
const ESCAPED = "elsewhere/%7a";

const part = fc.oneof(
  fc.constantFrom(
    "a",
    "A",
    "lib",
    "x.nuspec",
    ".signature.p7s",
    "SIGNAT~1.P7S",
    "a.",
    "..",
    ".",
    "",
    " ",
    "é",
    "a%2fb",
  ),
  fc.string({
    unit: fc.constantFrom("a", "B", ".", "/", "\\", ":", "%", "2", "e", " ", "\0", "\u007f", "ß"),
    maxLength: 5,
  }),
);
const name = fc.array(part, { minLength: 1, maxLength: 3 }).map((parts) => parts.join("/"));

describe("formats/nupkg/plain-names", () => {
  it("leaves out nothing that the texts of all names would show", () => {
    fc.assert(
      fc.property(fc.array(name, { maxLength: 6 }), (names) =>
        assert.deepEqual(findingsOf(names), findingsOf([...names, ESCAPED])),
      ),
      { numRuns: 5000 },
    );
  });

  it("passes over plain names in folders", () => {
    const names = [
      "x.nuspec",
      "lib/net8.0/x.dll",
      "lib/net9.0/x.dll",
      "[Content_Types].xml",
      "_rels/.rels",
      "a b/c+d~.e",
    ];
    assert.deepEqual(telling(names), ["x.nuspec", "[Content_Types].xml"]);
  });

  it("looks at all of them where one is not plain, or comes twice", () => {
    for (const odd of [
      "a//b",
      "a/./b",
      "a/../b",
      "/a",
      "a/",
      "a/.",
      "",
      "a%2f",
      "c:/a",
      "a\\b",
      "a\0/b",
      "a/é",
      "a/..",
      "lib/x.dll",
    ]) {
      const names = ["lib/x.dll", odd];
      assert.deepEqual(telling(names), names, odd);
    }
  });

  it("looks at all of them where two names have one hash", () => {
    // By 31: "Aa" and "BB" have one, and so has whatever is written around them.
    const names = ["lib/Aa", "lib/BB"];
    assert.deepEqual(telling(names), names);
    assert.deepEqual(findingsOf(names), []);
  });
});
