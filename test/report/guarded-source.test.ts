import assert from "node:assert/strict";
import { ConfigError, guardedSource } from "../../lib/report/index.js";

describe("a source of somebody else's", () => {
  for (const size of [-1, 1.5, Number.NaN, Number.POSITIVE_INFINITY])
    it(`that says it is ${size} octets long is a wrong call, and no package`, () => {
      const source = { size, slice: () => assert.fail("nothing is read of it") };
      assert.throws(
        () => guardedSource(source, "a package"),
        (error) => error instanceof ConfigError && error.at === "source.size" && error.received === String(size),
      );
    });
});
