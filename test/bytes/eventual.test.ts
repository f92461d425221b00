import assert from "node:assert/strict";
import { type Eventual, eventual, inTurn, mapInTurn, someInTurn } from "../../lib/bytes/index.js";

/** One way to answer for each: at once, later, and each way in turn. */
const WAYS: readonly (<T>(answer: T, index: number) => Eventual<T>)[] = [
  (answer) => answer,
  async (answer) => answer,
  (answer, index) => (index % 2 === 0 ? answer : Promise.resolve(answer)),
  (answer, index) => (index % 2 === 1 ? answer : Promise.resolve(answer)),
];

describe("what goes on at once where nothing is waited for", () => {
  it("asks one after another, and nobody after the first that passes", async () => {
    for (const give of WAYS)
      for (const passing of [0, 1, 2, 3, 9]) {
        const asked: number[] = [];
        const found = someInTurn([0, 1, 2, 3], (item) => {
          asked.push(item);
          return give(item === passing, item);
        });
        assert.equal(await found, passing < 4);
        assert.deepEqual(asked, [0, 1, 2, 3].slice(0, passing + 1));
      }
  });

  it("makes of each what is made of it, in order and never two at a time", async () => {
    for (const give of WAYS) {
      let underWay = 0;
      const made = await mapInTurn([5, 6, 7, 8], (item) => {
        assert.equal(underWay++, 0);
        const answer = give(item * 2, item);
        if (!(answer instanceof Promise)) underWay--;
        return answer instanceof Promise ? answer.finally(() => underWay--) : answer;
      });
      assert.deepEqual(made, [10, 12, 14, 16]);
    }
  });

  it("waits for nothing where all is there", () => {
    assert.equal(
      someInTurn([1, 2], (item) => item === 2),
      true,
    );
    assert.deepEqual(
      mapInTurn([1, 2], (item) => item + 1),
      [2, 3],
    );
    assert.equal(inTurn([() => undefined]), undefined);
  });

  it("takes no step after one that fails, at once or later", async () => {
    const fails: readonly (() => Eventual<void>)[] = [
      () => {
        throw new Error("now");
      },
      async () => {
        throw new Error("later");
      },
    ];
    for (const failing of fails) {
      const taken: number[] = [];
      const steps = [async () => void taken.push(1), failing, () => void taken.push(3)];
      await assert.rejects(async () => inTurn(steps), /now|later/);
      assert.deepEqual(taken, [1]);
    }
  });

  it("takes a thenable for what it is, and nothing else for one", async () => {
    const own = Promise.resolve(1);
    assert.equal(eventual(own), own);
    for (const value of [undefined, null, true, 0, "then", {}, { then: 1 }, [], new Uint8Array(1)])
      assert.equal(eventual(value as unknown), value);
    const thenable = { then: (next: (value: number) => unknown) => next(7) } as unknown as PromiseLike<number>;
    const taken = eventual(thenable);
    assert.ok(taken instanceof Promise);
    assert.equal(await taken, 7);
  });
});
