import assert from "node:assert/strict";
import { setImmediate as allPromisesKept } from "node:timers/promises";
import fc from "fast-check";
import { inOrder } from "../../../lib/node/batch/in-order.js";

// Here nothing waits for anything but promises, and those are all kept before the next turn of the event loop.
describe("node: results in the order of their items", () => {
  const always = (): boolean => true;

  it("whatever order they are ready in, none lost and none twice", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.nat(20), { maxLength: 60 }),
        fc.integer({ min: 1, max: 5 }),
        async (delays, room) => {
          let running = 0;
          const start = async ([place, delay]: readonly [number, number]): Promise<number> => {
            running++;
            assert.ok(running <= room);
            for (let turn = 0; turn < delay; turn++) await Promise.resolve();
            running--;
            return place;
          };
          const got: number[] = [];
          for await (const place of inOrder([...delays.entries()], start, () => running < room)) got.push(place);
          assert.deepEqual(got, [...delays.keys()]);
        },
      ),
      { numRuns: 200 },
    );
  });

  it("draws no more than 256 ahead of the oldest that is not ready, and goes on when it is", async () => {
    let drawn = 0;
    let release: (() => void) | undefined;
    const slow = new Promise<void>((resolve) => (release = resolve));
    function* items(): Iterable<number> {
      while (drawn < 1000) yield drawn++;
    }
    const results = inOrder(items(), async (item) => (item === 0 ? (await slow, item) : item), always);
    const first = results.next();
    await allPromisesKept();
    assert.equal(drawn, 256);
    release?.();
    assert.equal((await first).value, 0);
    let count = 1;
    for await (const item of results) count += item >= 0 ? 1 : 0;
    assert.equal(count, 1000);
  });

  it("draws nothing while nobody takes results", async () => {
    let drawn = 0;
    function* items(): Iterable<number> {
      while (true) yield drawn++;
    }
    const results = inOrder(items(), async (item) => item, always);
    await results.next();
    const before = drawn;
    await allPromisesKept();
    assert.ok(drawn - before <= 1);
    await results.return(undefined);
  });

  it("throws what an item or the list throws, and closes the list", async () => {
    let isClosed = false;
    function* items(): Iterable<number> {
      try {
        yield* [1, 2, 3];
      } finally {
        isClosed = true;
      }
    }
    const start = async (item: number): Promise<number> => {
      if (item === 2) throw new Error("two");
      return item;
    };
    const results = inOrder(items(), start, always);
    assert.equal((await results.next()).value, 1);
    await assert.rejects(results.next(), /two/);
    await allPromisesKept();
    assert.ok(isClosed);
    const failing = inOrder(
      (function* (): Iterable<number> {
        yield 1;
        throw new Error("list");
      })(),
      start,
      always,
    );
    await assert.rejects(async () => {
      for await (const item of failing) assert.equal(item, 1);
    }, /list/);
  });
});
