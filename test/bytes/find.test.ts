import assert from "node:assert/strict";
import { equalBytes } from "../../lib/bytes/index.js";
import { findHere, findOctets } from "../../lib/bytes/find.js";

describe("bytes/find", () => {
  const text = new TextEncoder().encode("PKPPK\u0005\u0006..PK\u0005PK\u0005\u0006");
  const pattern = "PK\u0005\u0006";

  it("finds a pattern from any place on, with the platform's help and without", () => {
    for (let from = 0; from <= text.length; from++) {
      const expected = from <= 3 ? 3 : from <= 12 ? 12 : -1;
      assert.equal(findOctets(text, pattern, from), expected, `from ${from}`);
      assert.equal(findHere(text, pattern, from), expected, `here, from ${from}`);
    }
  });

  it("looks at the view that it is given, not at the memory around it", () => {
    assert.equal(findOctets(text.subarray(4, 14), pattern, 0), -1);
    assert.equal(findOctets(text.subarray(3), pattern, 0), 0);
  });
});

describe("bytes/compare", () => {
  it("tells equal from different at every octet and length, around the length from which the platform compares", () => {
    for (const length of [0, 1, 63, 64, 65, 200]) {
      const left = Uint8Array.from({ length: length + 2 }, (_, index) => index & 0xff).subarray(1, length + 1);
      assert.ok(equalBytes(left, Uint8Array.from(left)));
      assert.equal(equalBytes(left, new Uint8Array(length + 1)), false);
      for (let index = 0; index < length; index++) {
        const right = Uint8Array.from(left);
        right[index] = (right[index] ?? 0) ^ 0x80;
        assert.equal(equalBytes(left, right), false, `octet ${index} of ${length}`);
      }
    }
  });
});
