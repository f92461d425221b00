import assert from "node:assert/strict";
import fc from "fast-check";
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

  it("finds a long pattern as a short one, whatever of it fits before", () => {
    let seed = 7;
    const next = (count: number): number => (seed = (seed * 48_271) % 2_147_483_647) % count;
    const letters = (count: number): string => Array.from({ length: count }, () => "ab"[next(2)]).join("");
    for (let round = 0; round < 500; round++) {
      const wanted = letters(1 + next(3)).repeat(6 + next(8)) + letters(next(4));
      const all =
        letters(next(40)) + wanted.slice(0, next(wanted.length + 1)) + wanted.slice(next(3)) + letters(next(20));
      const octets = new TextEncoder().encode(all);
      for (const from of [0, 1, next(all.length + 2)])
        assert.equal(findOctets(octets, wanted, from), all.indexOf(wanted, from), `${wanted} in ${all} from ${from}`);
    }
  });

  it("finds what the platform finds in a text, be it short or long, among letters that repeat each other", () => {
    const word = (minLength: number, maxLength: number): fc.Arbitrary<string> =>
      fc.array(fc.constantFrom("a", "b"), { minLength, maxLength }).map((letters) => letters.join(""));
    const twofold = fc.tuple(word(1, 3), word(0, 2), word(0, 2)).map(([one, two, three]) => {
      const once = one.repeat(2) + two;
      return once.repeat(2) + three + once.repeat(3);
    });
    const pieces = fc.tuple(fc.oneof(word(1, 5), twofold), fc.array(fc.tuple(fc.nat(), fc.nat()), { maxLength: 8 }));
    fc.assert(
      fc.property(pieces, word(0, 20), ([pattern, cuts], end) => {
        const parts = cuts.map(([from, to]) =>
          pattern.slice(from % pattern.length).slice(0, to % (pattern.length + 1)),
        );
        const text = parts.join("") + pattern.slice(0, -1) + parts.join("") + end;
        const octets = new TextEncoder().encode(text);
        for (const from of [0, 1, parts.join("").length]) {
          const expected = text.indexOf(pattern, from);
          assert.equal(findOctets(octets, pattern, from), expected, `${pattern} in ${text} from ${from}`);
          assert.equal(findHere(octets, pattern, from), expected, `here, ${pattern} in ${text} from ${from}`);
        }
      }),
      { numRuns: 5000 },
    );
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
