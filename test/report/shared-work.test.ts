import assert from "node:assert/strict";
import { SharedWork } from "../../lib/report/index.js";

/** Work whose end the test decides. */
function work() {
  const started: AbortSignal[] = [];
  const ends: PromiseWithResolvers<string>[] = [];
  const start = (abandoned: AbortSignal): Promise<string> => {
    started.push(abandoned);
    const end = withResolvers();
    ends.push(end);
    return end.promise;
  };
  return { start, started, ends };
}

interface PromiseWithResolvers<T> {
  readonly promise: Promise<T>;
  readonly resolve: (value: T) => void;
  readonly reject: (error: Error) => void;
}

function withResolvers(): PromiseWithResolvers<string> {
  let resolve: (value: string) => void = () => undefined;
  let reject: (error: Error) => void = () => undefined;
  const promise = new Promise<string>((yes, no) => {
    resolve = yes;
    reject = no;
  });
  return { promise, resolve, reject };
}

describe("work that many wait for", () => {
  it("is done once, and each gets the answer", async () => {
    const shared = new SharedWork<string, string>(0);
    const { start, started, ends } = work();
    const waits = ["a", "a", "a"].map((key) => shared.join(key, start, undefined));
    ends[0]?.resolve("done");
    assert.deepEqual(await Promise.all(waits), ["done", "done", "done"]);
    assert.equal(started.length, 1);
  });

  it("goes on when the first who asked gives up, and the others get the answer", async () => {
    const shared = new SharedWork<string, string>(0);
    const { start, started, ends } = work();
    const first = new AbortController();
    const gone = shared.join("a", start, first.signal);
    const stays = shared.join("a", start, new AbortController().signal);
    first.abort();
    assert.equal(await gone, undefined);
    assert.equal(started[0]?.aborted, false);
    ends[0]?.resolve("done");
    assert.equal(await stays, "done");
  });

  it("ends when nobody waits any more, and is begun anew by the next", async () => {
    const shared = new SharedWork<string, string>(4);
    const { start, started, ends } = work();
    const signals = [new AbortController(), new AbortController()];
    const gone = signals.map(({ signal }) => shared.join("a", start, signal));
    for (const one of signals) one.abort();
    assert.deepEqual(await Promise.all(gone), [undefined, undefined]);
    assert.equal(started[0]?.aborted, true);
    const next = shared.join("a", start, undefined);
    // What was given up settles late: that is nobody's answer.
    ends[0]?.resolve("late");
    ends[1]?.resolve("done");
    assert.equal(await next, "done");
    assert.equal(started[1]?.aborted, false);
  });

  it("tells a failure to all who waited, and keeps none", async () => {
    const shared = new SharedWork<string, string>(4);
    const { start, started, ends } = work();
    const waits = [shared.join("a", start, undefined), shared.join("a", start, undefined)];
    ends[0]?.reject(new Error("down"));
    for (const wait of waits) await assert.rejects(wait, /down/);
    const next = shared.join("a", start, undefined);
    ends[1]?.resolve("up");
    assert.equal(await next, "up");
    assert.equal(started.length, 2);
  });

  it("keeps as many answers as it may, the newest", async () => {
    const shared = new SharedWork<string, string>(2);
    const asked: string[] = [];
    const ask = (key: string) =>
      shared.join(
        key,
        async () => {
          asked.push(key);
          return key;
        },
        undefined,
      );
    for (const key of ["a", "b", "c", "c", "b", "a"]) assert.equal(await ask(key), key);
    assert.deepEqual(asked, ["a", "b", "c", "a"]);
  });

  it("is not begun for one who has given up before", async () => {
    const shared = new SharedWork<string, string>(0);
    const { start, started } = work();
    assert.equal(await shared.join("a", start, AbortSignal.abort()), undefined);
    assert.equal(started.length, 0);
  });
});
