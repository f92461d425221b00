import assert from "node:assert/strict";
import { FindingList } from "../../lib/formats/finding-list.js";
import { ArchiveContents } from "../../lib/formats/pub/archive-contents.js";
import { budgets } from "./packages.js";

describe("formats/pub/archive-contents", () => {
  it("refuses more characters of names than it remembers, for it could tell no duplicate among them", () => {
    const findings = new FindingList();
    const contents = new ArchiveContents({ ...budgets, packageEntries: 1_000_000 }, findings);
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
