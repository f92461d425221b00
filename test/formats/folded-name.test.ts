import assert from "node:assert/strict";
import { foldedName, mayBeShortName } from "../../lib/formats/folded-name.js";

describe("formats/folded-name", () => {
  it("takes for one what Windows or macOS take for one", () => {
    for (const name of ["a.b", "A.B", "a.b.", "a.b ", "a.b. . ", "a.b::$DATA", "a.b:x", "a.b. :x:y"])
      assert.equal(foldedName(name), "a.b", name);
    assert.equal(foldedName("\u017f\u212a"), "sk", "a long s, and the sign of Kelvin");
  });

  it("tells apart what every system does", () => {
    for (const name of ["a.c", "aa.b", ".a.b", " a.b", "a..b", "a .b", "a.b.c"])
      assert.notEqual(foldedName(name), "a.b", name);
    for (const name of ["", ".", " ", ":x"]) assert.equal(foldedName(name), "");
  });

  it("knows a short name, whatever its letters and number are", () => {
    for (const name of ["signat~1.p7s", "si1a2b~3.p7s", "a~12.p7s"]) assert.ok(mayBeShortName(name, "p7s"), name);
    for (const name of ["signature~1.p7s", "signat1.p7s", "~1.p7s", "a~.p7s", "a~1.p7", "a.b~1.p7s", "a~1.p7s.p7s"])
      assert.ok(!mayBeShortName(name, "p7s"), name);
  });
});
