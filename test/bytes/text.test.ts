import assert from "node:assert/strict";
import fc from "fast-check";
import {
  bytesKey,
  equalBytes,
  fromBase64,
  fromHex,
  isAscii,
  latin1Pieces,
  latin1Text,
  toBase64,
  toHex,
} from "../../lib/bytes/index.js";
import { hexHere, isAsciiHere, latin1Here } from "../../lib/bytes/text.js";

describe("bytes as text", () => {
  it("writes and reads hex of either case", () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) =>
        equalBytes(fromHex(toHex(bytes).toUpperCase()) ?? new Uint8Array(1), bytes),
      ),
    );
  });

  it("makes one character of each octet, or two of hex, by the platform and here, and knows ASCII", () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        const part = bytes.subarray(bytes.length >> 1);
        const text = latin1Text(part);
        assert.deepEqual(
          Uint8Array.from(text, (character) => character.charCodeAt(0)),
          Uint8Array.from(part),
        );
        assert.equal(latin1Here(part), text);
        assert.equal(hexHere(part), toHex(part));
        const hasNoOther = part.every((octet) => octet < 0x80);
        assert.equal(isAscii(text), hasNoOther);
        assert.equal(isAsciiHere(text), hasNoOther);
      }),
    );
    assert.equal(isAscii("\u007f"), true);
    assert.equal(isAscii("\u0080"), false);
  });

  it("refuses hex of odd length and other characters", () => {
    assert.equal(fromHex("abc"), undefined);
    for (let code = 0; code < 256; code++) {
      const digit = String.fromCharCode(code);
      const value = "0123456789abcdef".indexOf(digit.toLowerCase());
      assert.deepEqual(fromHex(`0${digit}`), value < 0 ? undefined : Uint8Array.of(value), digit);
      assert.deepEqual(fromHex(`${digit}0`), value < 0 ? undefined : Uint8Array.of(value * 16), digit);
    }
    assert.deepEqual(fromHex("0a"), Uint8Array.of(10));
  });

  it("writes the base64 that the platform writes, and reads it back", () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        assert.equal(toBase64(bytes), Buffer.from(bytes).toString("base64"));
        assert.deepEqual(fromBase64(toBase64(bytes)), Uint8Array.from(bytes));
      }),
    );
  });

  it("refuses base64 that is not canonical: white space, no padding, unused bits that are set (RFC 4648 §3.5)", () => {
    for (const text of ["QQ", "QQ= =", "QQ==\n", "QR==", "QUF=", "====", "Q===", "-_8="])
      assert.equal(fromBase64(text), undefined, text);
    assert.deepEqual(fromBase64("QQ=="), Uint8Array.of(0x41));
    assert.deepEqual(fromBase64("QUE="), Uint8Array.of(0x41, 0x41));
  });

  it("keys two byte strings alike exactly if they are equal", () => {
    const zeroHeavy = fc
      .array(fc.constantFrom(0, 0, 0, 1, 255), { maxLength: 40 })
      .map((octets) => Uint8Array.from(octets));
    fc.assert(
      fc.property(
        zeroHeavy,
        zeroHeavy,
        (left, right) => (bytesKey(left) === bytesKey(right)) === equalBytes(left, right),
      ),
      { numRuns: 2000 },
    );
    assert.notEqual(bytesKey(Uint8Array.of(1, 0, 2, 0, 3, 0, 4, 0)), bytesKey(Uint8Array.of(1, 2, 3, 4)));
  });

  it("cuts latin-1 text into pieces that join to the whole", () => {
    const bytes = Uint8Array.from({ length: 20_000 }, (_, index) => index % 256);
    const text = Buffer.from(bytes).toString("latin1");
    assert.equal([...latin1Pieces(bytes)].join(""), text);
    for (const [start, end] of [
      [0, 20_000],
      [1, 4097],
      [5000, 13_193],
      [3, 3],
    ] as const) {
      assert.equal(latin1Text(bytes, start, end), text.slice(start, end));
      assert.equal(latin1Here(bytes, start, end), text.slice(start, end));
    }
  });
});
