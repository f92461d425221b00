import assert from "node:assert/strict";
import fc from "fast-check";
import { canonicalJson } from "../../lib/policy/canonical-json.js";

describe("canonical JSON", () => {
  it("is what RFC 8785 §3.2.2 and §3.2.3 show", () => {
    const sample = JSON.parse(
      '{"numbers":[333333333.33333329,1E30,4.50,2e-3,0.000000000000000000000000001],"string":"\\u20ac$\\u000F\\u000aA\'\\u0042\\u0022\\u005c\\\\\\"\\/","literals":[null,true,false]}',
    ) as unknown;
    assert.equal(
      canonicalJson(sample),
      '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}',
    );
    const names = {
      "\u20ac": "Euro Sign",
      "\r": "Carriage Return",
      "\ufb33": "Hebrew Letter Dalet With Dagesh",
      "1": "One",
      "\ud83d\ude00": "Emoji: Grinning Face",
      "\u0080": "Control",
      "\u00f6": "Latin Small Letter O With Diaeresis",
    };
    assert.deepEqual(Object.values(JSON.parse(canonicalJson(names)) as object).sort(), Object.values(names).sort());
    assert.equal(canonicalJson(names).indexOf("One") > canonicalJson(names).indexOf("Carriage Return"), true);
    assert.ok(
      canonicalJson(names).indexOf("Grinning") < canonicalJson(names).indexOf("Dalet"),
      "UTF-16 units order the names",
    );
  });

  it("does not depend on the order of members, and loses nothing", () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (object) => {
        const turned = Object.fromEntries(Object.entries(object).reverse());
        assert.equal(canonicalJson(turned), canonicalJson(object));
        assert.equal(
          JSON.stringify(JSON.parse(canonicalJson(object))),
          JSON.stringify(JSON.parse(canonicalJson(turned))),
        );
      }),
    );
  });

  it("leaves out members that are undefined, as JSON does", () => {
    assert.equal(canonicalJson({ b: undefined, a: 1 }), '{"a":1}');
  });
});
