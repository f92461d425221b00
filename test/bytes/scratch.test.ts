import assert from "node:assert/strict";
import { ScratchMemory } from "../../lib/bytes/scratch.js";

describe("bytes/scratch", () => {
  const MIB = 1024 * 1024;

  it("hands out memory that was given back, and none that is in use", () => {
    const scratch = new ScratchMemory(MIB);
    const [first, second] = [scratch.take(MIB), scratch.take(256 * 1024)];
    assert.notEqual(first, second);
    scratch.giveBack(first);
    assert.equal(scratch.take(MIB), first);
    assert.notEqual(scratch.take(MIB), first);
  });

  it("keeps neither small nor larger memory, and few of its own size", () => {
    const scratch = new ScratchMemory(MIB);
    for (const bytes of [10, 256 * 1024 - 1, MIB + 1]) {
      const memory = scratch.take(bytes);
      assert.equal(memory.length, bytes);
      scratch.giveBack(memory);
      assert.notEqual(scratch.take(bytes), memory);
    }
    const many = Array.from({ length: 6 }, () => scratch.take(MIB));
    assert.ok(many.every((memory) => memory.length === MIB));
    for (const memory of many) scratch.giveBack(memory);
    const again = many.map(() => scratch.take(MIB));
    assert.equal(again.filter((memory) => many.includes(memory)).length, 4);
  });
});
