import assert from "node:assert/strict";
import { gzipSync } from "node:zlib";
import { crc32, crc32Here } from "../../lib/bytes/crc32.js";
import { u32 } from "../../lib/formats/zip/fields.js";

describe("bytes/crc32", () => {
  it("gives the check value of the algorithm's definition", () => {
    assert.equal(crc32(new TextEncoder().encode("123456789")), 0xcbf43926);
    assert.equal(crc32(new Uint8Array(0)), 0);
  });

  it("is the same by the platform and here, for long pieces and in a row", () => {
    const bytes = Uint8Array.from({ length: 5000 }, (_, index) => (index * 89) & 0xff);
    for (let call = 0; call < 3; call++) assert.equal(crc32(bytes, call), crc32Here(bytes, call));
  });

  it("agrees with zlib for every length around its step, and in pieces", () => {
    const bytes = Uint8Array.from({ length: 100 }, (_, index) => (index * 37) & 0xff);
    for (let length = 0; length <= bytes.length; length++) {
      const part = bytes.subarray(0, length);
      const expected = u32(gzipSync(part), gzipSync(part).length - 8);
      assert.equal(crc32(part), expected);
      assert.equal(crc32(part.subarray(length >> 1), crc32(part.subarray(0, length >> 1))), expected);
    }
  });
});
