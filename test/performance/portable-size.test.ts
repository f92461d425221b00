import assert from "node:assert/strict";
import type { Setting } from "../../benchmarks/setting.js";
import { portableSize } from "../../benchmarks/rows/portable.js";
import { root } from "../shared.js";

describe("the size of a browser build", () => {
  it("is measured of what the library's door gives: the verifier alone is a part of everything", async () => {
    const { figures } = await portableSize({ root } as Setting);
    const sizes = figures.map(({ median }) => median);
    const [alone = 0, compressed = 0, all = 0] = sizes;
    assert.equal(sizes.length, 4);
    assert.ok(0 < compressed && compressed < alone && alone < all, sizes.join(" "));
  });
});
