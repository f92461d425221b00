import assert from "node:assert/strict";
import type { RandomAccessSource } from "../../lib/bytes/index.js";
import { FindingList } from "../../lib/formats/finding-list.js";
import { ArchiveContents } from "../../lib/formats/pub/archive-contents.js";
import type { Budgets, PackageIdentity, Result } from "../../lib/report/index.js";
import { openPub, pubArchive, pubspec, source, type TarPlan } from "./archives.js";
import { budgets, codesOf } from "./packages.js";

/** What is found about a pub archive of these entries, word for word. */
async function findingsOf(
  entries: readonly TarPlan[],
  limits: Partial<Budgets> = {},
): Promise<readonly (readonly [string, unknown])[]> {
  const { findings } = await openPub(pubArchive(entries), limits);
  return findings.map(({ code, details }) => [code, details]);
}

async function manifestOf(entries: readonly TarPlan[]): Promise<Result<PackageIdentity | undefined> | undefined> {
  const opened = await openPub(pubArchive(entries));
  assert.deepEqual(opened.findings, []);
  return opened.readIdentity?.();
}

describe("formats/pub/archive-contents", () => {
  it("names the second of two files once, and says what is wrong with it", async () => {
    const twice = (entry: string): readonly [string, unknown] => [
      "package-entry-ambiguous",
      { entry, problem: "duplicate-name" },
    ];
    assert.deepEqual(await findingsOf([pubspec, source, source]), [twice(source.name)]);
    assert.deepEqual(await findingsOf([pubspec, pubspec]), [twice(pubspec.name)]);
    assert.deepEqual(await findingsOf([pubspec, { ...pubspec, name: "./Pubspec.yaml" }]), [twice("./Pubspec.yaml")]);
  });

  it("says how many entries were too many", async () => {
    const details = { limit: 1, actual: 2, unit: "entries" };
    assert.deepEqual(await findingsOf([pubspec, source, source], { packageEntries: 1 }), [
      ["package-too-large", details],
    ]);
  });

  it("takes a folder that stands there twice", async () => {
    const folder = { name: "lib/", type: "5" };
    assert.deepEqual(await findingsOf([folder, pubspec, { ...folder, name: "lib" }, source, folder]), []);
  });

  it("reads a manifest of 128 KiB and none that is larger, and says why not", async () => {
    const [most, text] = [128 * 1024, "name: sample\nversion: 1.2.3\n#"];
    const sized = (size: number): TarPlan => ({ name: "pubspec.yaml", content: text.padEnd(size, "x") });
    assert.deepEqual(await manifestOf([sized(most)]), { ok: true, value: { id: "sample", version: "1.2.3" } });
    const details = { limit: most, actual: most + 1, unit: "bytes" };
    assert.deepEqual(await manifestOf([sized(most + 1)]), {
      ok: false,
      fault: { code: "package-too-large", details },
    });
  });

  it("says why a manifest that is no file is not read, and reads none that only some systems find", async () => {
    for (const [type, kind] of [
      ["1", "link"],
      ["2", "symbolic-link"],
    ] as const) {
      const problem = `it is a ${kind}, whose content depends on who extracts it`;
      assert.deepEqual(await manifestOf([{ name: "pubspec.yaml", type, target: "other.yaml" }]), {
        ok: false,
        fault: { code: "package-malformed", details: { structure: "pubspec.yaml", offset: 0, problem } },
      });
    }
    assert.equal((await manifestOf([{ name: "pubspec.yaml" }]))?.ok, false, "an empty one");
    for (const name of ["PUBSPEC.YAML", "pubspec.yaml.", "PUBSPE~1.YAM", "pubspec.yaml/x"])
      assert.deepEqual(await manifestOf([{ ...pubspec, name }]), { ok: true, value: undefined }, name);
  });

  it("reads an archive that is as large as the budget allows, and not one byte of a larger one", async () => {
    const archive = pubArchive([source, source]);
    const opened = await openPub(archive, { packageBytes: archive.length });
    assert.deepEqual(codesOf(opened), ["package-entry-ambiguous"]);
    const unread: RandomAccessSource = {
      size: archive.length + 1,
      slice: () => assert.fail("is not asked for"),
      read: () => assert.fail("is not asked for"),
    };
    assert.deepEqual(codesOf(await openPub(unread, { packageBytes: archive.length })), ["package-too-large"]);
  });

  it("refuses more characters of names than it remembers, for it could tell no duplicate among them", () => {
    const findings = new FindingList();
    const contents = new ArchiveContents({ ...budgets, packageEntries: 8193 }, findings);
    const take = (name: string): void => void contents.entry({ kind: "file", name, target: "", size: 0 });
    const [most, length] = [32 * 1024 * 1024, 4096];
    for (let index = 0; index < most / length; index++) take(String(index).padStart(length, "a"));
    assert.deepEqual([findings.isEmpty, contents.isFull], [true, false]);
    take("b");
    const details = { limit: most, actual: most + 1, unit: "bytes" };
    assert.deepEqual(findings.toArray(), [{ code: "package-too-large", details }]);
    assert.equal(contents.isFull, true);
  });
});
