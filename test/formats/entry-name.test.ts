import assert from "node:assert/strict";
import { isUnsafeName, placeOf, unescapeName } from "../../lib/formats/zip/entry-name.js";

describe("formats/zip/entry-name", () => {
  it("decodes percent-encoding character by character, and leaves what is not UTF-8", () => {
    const cases = [
      ["a%20b.txt", "a b.txt"],
      ["%2E%2e/evil", "../evil"],
      ["%c3%a9", "é"],
      ["%e2%82%ac", "€"],
      ["%f0%9f%98%80", "😀"],
      ["%ff%2f%2e%2e%2f", "%ff/../"],
      ["%ff%c3%a9", "%ffé"],
      ["%c0%ae%c0%ae", "%c0%ae%c0%ae"],
      ["%ed%a0%80", "%ed%a0%80"],
      ["%252e", "%2e"],
      ["100%", "100%"],
      ["%zz%4", "%zz%4"],
    ] as const;
    for (const [name, expected] of cases) assert.equal(unescapeName(name), expected);
  });

  it("finds the place that a name leads to", () => {
    for (const name of ["a/b", "./a/b", "a//b", "a/./b", "a/b/", ".//a/b", "a/b/.", "./a/b/./."])
      assert.equal(placeOf(name), "a/b", name);
    for (const name of ["", ".", "./", "./.", "/"]) assert.equal(placeOf(name), "", name);
    for (const name of ["a.b/c", "a/.b", "a./b", ".a", "a", "a.", "a/b.", "a/..."]) assert.equal(placeOf(name), name);
  });

  it("tells names that leave the folder from those that look like it", () => {
    for (const name of ["..", "../a", "a/..", "a/../b", "/", "/a", "\\a", "a\\b", "c:", "C:a", "a\0", ""]) {
      assert.ok(isUnsafeName(name), name);
    }
    for (const name of ["...", "..a", "a..", "a/..b", "a/...", "ab:c", "1:a", "a b", "%2e%2e"]) {
      assert.ok(!isUnsafeName(name), name);
    }
  });
});
