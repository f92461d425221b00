import assert from "node:assert/strict";
import fc from "fast-check";
import { DerFault, DerReader, reading, Tag } from "../../lib/der/index.js";
import { tlv } from "./encode.js";

const fault = (read: () => unknown): DerFault => {
  const result = reading(read);
  return result.ok ? assert.fail("it was read") : result.fault;
};
const walk = (bytes: Uint8Array): void => {
  const reader = new DerReader(bytes, "Test");
  while (!reader.atEnd) reader.next();
};

describe("the DER reader", () => {
  it("hands out elements of any length where they lie", () => {
    for (const length of [0, 1, 0x7f, 0x80, 0xff, 0x100, 0xffff, 0x10000]) {
      const bytes = tlv(Tag.octetString, new Uint8Array(length));
      const reader = new DerReader(bytes, "Test");
      const element = reader.read(Tag.octetString, "value");
      assert.equal(element.end - element.contentStart, length);
      assert.equal(reader.content(element).buffer, bytes.buffer);
      assert.deepEqual(reader.whole(element), bytes);
      reader.finish();
    }
  });

  it("refuses lengths that are indefinite or longer than they need be (X.690 §10.1)", () => {
    for (const octets of [
      [0x30, 0x80, 0, 0],
      [0x04, 0x81, 0x01, 0],
      [0x04, 0x82, 0x00, 0x80],
      [0x04, 0x81, 0x7f],
    ]) {
      assert.equal(fault(() => walk(Uint8Array.from(octets))).rule, "X.690 §10.1", octets.join());
    }
    walk(tlv(0x04, new Uint8Array(0x80)));
  });

  it("refuses what announces more than is there, at every place where it can be cut", () => {
    const whole = tlv(Tag.sequence, tlv(Tag.octetString, new Uint8Array(200)));
    for (let length = 1; length < whole.length; length++) {
      assert.ok(!reading(() => walk(whole.subarray(0, length))).ok, `cut at ${length}`);
    }
    walk(whole);
  });

  it("refuses lengths of more than four octets and identifiers of several", () => {
    assert.match(fault(() => walk(Uint8Array.of(0x04, 0x85, 1, 0, 0, 0, 0))).problem, /length of 5 octets/);
    assert.match(fault(() => walk(Uint8Array.of(0x1f, 0x81, 0x01, 0))).problem, /several octets/);
  });

  it("names structure, place, what was expected and what came", () => {
    const bytes = tlv(Tag.sequence, tlv(Tag.integer, [1]));
    const { structure, offset, problem } = fault(() =>
      new DerReader(bytes, "Outer").enter(Tag.sequence, "Inner").read(Tag.octetString, "digest"),
    );
    assert.deepEqual({ structure, offset }, { structure: "Inner", offset: 2 });
    assert.match(problem, /expected digest \(identifier 0x04\), found identifier 0x02/);
  });

  it("leaves nothing unread: trailing octets are an error that names the structure", () => {
    const bytes = Buffer.concat([tlv(Tag.integer, [1]), Uint8Array.of(0)]);
    const reader = new DerReader(bytes, "Version");
    reader.next();
    assert.match(fault(() => reader.finish()).message, /Version, at byte 3: 1 byte follows/);
  });

  it("never reads past the end of the element that it is inside of", () => {
    const bytes = Buffer.concat([tlv(Tag.sequence, [0x04, 0x05, 1]), new Uint8Array(10)]);
    assert.ok(!reading(() => new DerReader(bytes, "Outer").enter(Tag.sequence, "Inner").next()).ok);
  });

  it("throws nothing but its own fault on any octets", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
        const result = reading(() => walk(bytes));
        return result.ok || result.fault instanceof DerFault;
      }),
      { numRuns: 2000 },
    );
  });
});
