import assert from "node:assert/strict";
import { Integer, OctetString, Sequence } from "asn1js";
import fc from "fast-check";
import { encodeByShape } from "../../../lib/cms/build/shapes.js";
import { toDer, WholeDer } from "../../../lib/cms/build/whole-der.js";

describe("encodeByShape", () => {
  /** Three values among what is always the same; the lengths of the outer ones grow with theirs. */
  const build = ([first, second, third]: readonly Uint8Array[]): Uint8Array =>
    toDer(
      new Sequence({
        value: [
          new Integer({ value: 7 }),
          new OctetString({ valueHex: Uint8Array.from(first!) }),
          new Sequence({ value: [new WholeDer(second!), new WholeDer(third!)] }),
        ],
      }),
    );

  it("encodes as asn1js does, whatever the values and their lengths", () => {
    const value = fc.uint8Array({ maxLength: 300 });
    fc.assert(
      fc.property(fc.tuple(value, value, value), (values) => {
        assert.deepEqual(encodeByShape("test", values, build), new Uint8Array(build(values)));
      }),
    );
  });

  it("asks asn1js once for a shape, and again for other lengths or another key", () => {
    let asked = 0;
    const counted = (values: readonly Uint8Array[]): Uint8Array => (asked++, build(values));
    const of = (...lengths: readonly number[]) => lengths.map((length, index) => new Uint8Array(length).fill(index));
    const encode = (key: string, ...lengths: readonly number[]): number => {
      encodeByShape(key, of(...lengths), counted);
      return asked;
    };
    assert.deepEqual(
      [encode("count", 1, 2, 3), encode("count", 1, 2, 3), encode("count", 3, 2, 1), encode("other", 1, 2, 3)],
      [2, 2, 4, 6], // two encodings tell the places
    );
  });

  it("hands out octets of its own each time", () => {
    const values = [Uint8Array.of(1), Uint8Array.of(2), Uint8Array.of(3)];
    encodeByShape("own", values, build).fill(0);
    assert.deepEqual(encodeByShape("own", values, build), new Uint8Array(build(values)));
  });

  it("keeps no shape that does not hold its values as they are", () => {
    const masked = ([value]: readonly Uint8Array[]) => value!.map((octet) => octet & 1);
    assert.throws(() => encodeByShape("masked", [new Uint8Array(4)], masked), /as they are/);
    const doubled = ([value]: readonly Uint8Array[]) => new Uint8Array([...value!, 0, ...value!]);
    assert.throws(() => encodeByShape("doubled", [new Uint8Array(4)], doubled), /as they are/);
    const longer = ([value]: readonly Uint8Array[]) => new Uint8Array(value![0] === 0 ? 4 : 5).fill(value![0]!);
    assert.throws(() => encodeByShape("longer", [new Uint8Array(4)], longer), /as they are/);
  });
});
