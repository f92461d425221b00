import assert from "node:assert/strict";
import { coversPackage, foldPackageId, patternRank } from "../../lib/policy/index.js";

describe("a package id", () => {
  it("is compared without letter case, in ASCII and beyond", () => {
    assert.equal(foldPackageId("Contoso.Json"), foldPackageId("CONTOSO.json"));
    assert.equal(foldPackageId("Étoile"), foldPackageId("étoile"));
  });

  it("keeps characters apart whose other case is an ASCII letter, as .NET's ordinal comparison does", () => {
    for (const [one, other] of [
      ["\u212a", "k"],
      ["\u017f", "s"],
      ["\u0131", "i"],
      ["\u0130", "i"],
    ] as const) {
      assert.notEqual(foldPackageId(one), foldPackageId(other), one);
    }
    assert.notEqual(foldPackageId("straße"), foldPackageId("strasse"));
  });
});

describe("a package pattern", () => {
  it("names the id itself, or with a last segment of * all ids below", () => {
    assert.ok(coversPackage(["contoso.json"], "Contoso.Json"));
    assert.ok(coversPackage(["Contoso.*"], "contoso.json.net"));
    for (const id of ["Contoso", "Contoso.", "Contosox.Json", "My.Contoso.Json"])
      assert.equal(coversPackage(["Contoso.*"], id), false, id);
  });

  it("ranks the whole id first, then the longer prefix", () => {
    const ranks = ["Contoso.Json", "Contoso.*", "*"].map((pattern) => patternRank(pattern, "contoso.json"));
    assert.deepEqual(
      [...ranks].sort((left, right) => right - left),
      ranks,
    );
    assert.ok(ranks.every((rank) => rank > 0));
  });
});
