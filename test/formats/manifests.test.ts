import assert from "node:assert/strict";
import { codesOf, library, nuspec, openNupkg, signature, text } from "./packages.js";
import { type EntryPlan, makeZip } from "./zip-maker.js";

const identity = { ok: true, value: { id: "Lab.Sample", version: "1.0.0" } };
const nothing = { ok: true, value: undefined };
/** Makes all names be looked at as text, where those in folders need not be. */
const telling: EntryPlan = { name: "content/\u00fc.txt" };

describe("formats/nupkg, which entry is the manifest", () => {
  const cases: readonly (readonly [string, readonly EntryPlan[], readonly string[], object])[] = [
    ["one beside other files at the root", [{ name: "a.txt" }, nuspec, { name: "nuspec" }], [], identity],
    ["one beside another in a folder", [nuspec, { ...nuspec, name: "a/Other.nuspec" }], [], identity],
    ["the same where names have to be decoded", [nuspec, { ...nuspec, name: "a/Other.nuspec" }, telling], [], identity],
    ["one whose folder's name is a short one", [nuspec, { ...nuspec, name: "a/LAB~1.NUS" }, telling], [], identity],
    ["one in a folder alone", [{ ...nuspec, name: "a/Lab.Sample.nuspec" }], [], nothing],
    ["one by an extension in capitals", [{ ...nuspec, name: "LAB.NUSPEC" }, text], [], identity],
    ["one by a name in percent signs", [{ ...nuspec, name: "Lab%2Enuspec" }, text], [], identity],
    ["two", [nuspec, { ...nuspec, name: "Other.nuspec" }], ["package-entry-ambiguous"], nothing],
    [
      "one that Windows may know by a short name that another has",
      [nuspec, { ...nuspec, name: "LABSAM~1.NUS" }],
      ["package-entry-ambiguous"],
      identity,
    ],
    ["one beside the longest name that is no short one", [nuspec, { name: "LABSAMP~1.NUS" }], [], identity],
  ];
  for (const [title, entries, codes, expected] of cases) {
    it(`${codes.length > 0 ? "refuses" : "takes"} ${title}`, async () => {
      const opened = await openNupkg(makeZip({ entries: [library, ...entries, signature] }));
      assert.deepEqual(codesOf(opened), codes);
      assert.deepEqual(await opened.readIdentity?.(), expected);
    });
  }
});
