import assert from "node:assert/strict";
import { ConfigError, TransportError, type TransportReason } from "../../lib/report/index.js";
import { type JudgedAnswer, obtainTimestamp, type TimestampAsk } from "../../lib/sign/obtain-timestamp.js";
import { platformPause } from "../../lib/sign/pause.js";
import type { Pause, TimestampSource } from "../../lib/sign/ports.js";

const DEADLINE_MS = 10_000;
const good = new TextEncoder().encode("good");
const lie = new TextEncoder().encode("lie");

type Answer = Uint8Array | Error | "never" | "never, and deaf";

/** Gives the answers in order, the last one for ever. */
function sourceOf(label: string, ...answers: readonly Answer[]): TimestampSource & { asked: number } {
  const source = {
    label,
    asked: 0,
    request: async (_request: Uint8Array, { signal }: { readonly signal?: AbortSignal }): Promise<Uint8Array> => {
      const answer = answers[Math.min(source.asked++, answers.length - 1)]!;
      if (answer instanceof Error) throw answer;
      if (typeof answer !== "string") return answer;
      return new Promise((_, reject) => {
        if (answer === "never") signal?.addEventListener("abort", () => reject(new Error("heard the signal")));
      });
    },
  };
  return source;
}

/** Time that passes when the test says so: pauses between tries at once, deadlines never or at once. */
function testTime(deadlinesPass: boolean): { readonly pause: Pause; readonly pauses: number[] } {
  const pauses: number[] = [];
  const pause: Pause = async (ms, signal) => {
    if (ms !== DEADLINE_MS) return void pauses.push(ms);
    if (deadlinesPass) return;
    await new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve()));
  };
  return { pause, pauses };
}

function ask(sources: readonly TimestampSource[], more: Partial<TimestampAsk<string>> = {}): TimestampAsk<string> {
  let nonce = 0;
  return {
    sources,
    deadlineMs: DEADLINE_MS,
    attempts: 3,
    pause: testTime(false).pause,
    signal: undefined,
    newRequest: () => ({ request: new Uint8Array(8), nonce: Uint8Array.of(++nonce) }),
    judge: async (answer, query): Promise<JudgedAnswer<string>> =>
      answer === lie
        ? { ok: false, fault: { retryable: false, problem: "lied", failInfo: "timestamp-nonce-mismatch" } }
        : { ok: true, value: `nonce ${query.nonce[0]!}` },
    ...more,
  };
}

const failure = (reason: TransportReason, retryable: boolean): TransportError =>
  new TransportError({ reason, retryable, target: "t", message: `It said ${reason}.`, remedy: "Wait." });

describe("obtainTimestamp", () => {
  it("takes the first good answer and asks nobody else", async () => {
    const [first, second] = [sourceOf("a", good), sourceOf("b", good)];
    assert.deepEqual(await obtainTimestamp(ask([first, second])), { value: "nonce 1", failures: [] });
    assert.deepEqual([first.asked, second.asked], [1, 0]);
  });

  it("tries a failure that may pass again, after growing pauses, each time with a new nonce", async () => {
    const time = testTime(false);
    const source = sourceOf("a", failure("timeout", true), failure("http-status", true), good);
    const obtained = await obtainTimestamp(ask([source], { pause: time.pause }));
    assert.deepEqual(obtained, { value: "nonce 3", failures: [] });
    assert.deepEqual(time.pauses, [500, 1000]);
  });

  it("goes on to the next source after the last attempt, and records the one that failed", async () => {
    const [first, second] = [sourceOf("a", failure("unreachable", true)), sourceOf("b", good)];
    const obtained = await obtainTimestamp(ask([first, second], { attempts: 2 }));
    assert.equal(obtained.value, "nonce 3");
    assert.deepEqual(
      obtained.failures.map(({ label, attempts, failInfo }) => ({ label, attempts, failInfo })),
      [{ label: "a", attempts: 2, failInfo: "unreachable" }],
    );
  });

  it("does not try again what can't pass: a failure without a promise, a foreign error, a lie", async () => {
    for (const answer of [failure("wrong-content", false), new Error("no idea"), lie]) {
      const [first, second] = [sourceOf("a", answer), sourceOf("b", good)];
      const obtained = await obtainTimestamp(ask([first, second]));
      assert.equal(first.asked, 1);
      assert.equal(obtained.failures.length, 1);
    }
  });

  it("records what was wrong with a lying authority's answer", async () => {
    const obtained = await obtainTimestamp(ask([sourceOf("liar", lie), sourceOf("b", good)]));
    assert.equal(obtained.failures[0]!.failInfo, "timestamp-nonce-mismatch");
  });

  for (const answer of ["never", "never, and deaf"] as const)
    it(`leaves a source at its deadline and asks the next (${answer})`, async () => {
      let deadlines = 0;
      const pause: Pause = async (ms, signal) => {
        if (ms === DEADLINE_MS && deadlines++ === 0) return; // the first source's time passes at once
        await new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve()));
      };
      const obtained = await obtainTimestamp(ask([sourceOf("slow", answer), sourceOf("b", good)], { pause }));
      assert.equal(obtained.value, "nonce 2");
      assert.deepEqual([obtained.failures[0]!.reason, obtained.failures[0]!.retryable], ["timeout", true]);
    });

  it("fails with a typed error that names every source once none is left", async () => {
    const sources = [sourceOf("a.test", failure("timeout", true)), sourceOf("b.test", lie)];
    await assert.rejects(obtainTimestamp(ask(sources, { attempts: 1 })), (error: TransportError) => {
      assert.equal(error.reason, "wrong-content");
      assert.equal(error.retryable, true);
      assert.equal(error.target, "a.test, b.test");
      assert.match(error.message, /a\.test failed: It said timeout[; (].*b\.test lied/);
      return true;
    });
    await assert.rejects(obtainTimestamp(ask([sourceOf("b.test", lie)])), (error: TransportError) => !error.retryable);
  });

  it("says what would mend a connection that another try does not, once for all that have it", async () => {
    const lost = failure("unreachable", false);
    await assert.rejects(
      obtainTimestamp(ask([sourceOf("a.test", lost), sourceOf("b.test", lost), sourceOf("c.test", lie)])),
      {
        remedy: "Wait. Or name another authority: --timestamp URL. Nothing was written.",
      },
    );
    await assert.rejects(obtainTimestamp(ask([sourceOf("c.test", lie)])), {
      remedy: "Name another authority: --timestamp URL. Nothing was written.",
    });
  });

  it("ends at once when the caller's signal fires, before, during and between requests", async () => {
    const isAborted = (error: TransportError): boolean => error.reason === "aborted" && error.cause === "enough";
    const source = sourceOf("a", good);
    await assert.rejects(obtainTimestamp(ask([source], { signal: AbortSignal.abort("enough") })), isAborted);
    assert.equal(source.asked, 0);
    for (const answer of ["never", "never, and deaf", failure("timeout", true)] as const) {
      const controller = new AbortController();
      const next = sourceOf("b", good);
      const pause: Pause = (_ms, signal) => new Promise((resolve) => signal.addEventListener("abort", () => resolve()));
      const asked = obtainTimestamp(ask([sourceOf("a", answer), next], { pause, signal: controller.signal }));
      setImmediate(() => controller.abort("enough"));
      await assert.rejects(asked, isAborted);
      assert.equal(next.asked, 0);
    }
  });

  it("passes on a defect of its own judge rather than blame an authority", async () => {
    const judge = (): Promise<never> => Promise.reject(new TypeError("a defect"));
    await assert.rejects(obtainTimestamp(ask([sourceOf("a", good)], { judge })), TypeError);
  });
});

describe("platformPause", () => {
  it("ends by itself, or as soon as the signal fires", async () => {
    const pause = platformPause();
    await pause(1, new AbortController().signal);
    const controller = new AbortController();
    const long = pause(1_000_000, controller.signal);
    controller.abort();
    await long;
    await pause(1_000_000, AbortSignal.abort());
  });

  it("says what to pass where a platform has no timers", () => {
    const { setTimeout: own } = globalThis;
    try {
      Reflect.set(globalThis, "setTimeout", undefined);
      assert.throws(() => platformPause(), ConfigError);
    } finally {
      globalThis.setTimeout = own;
    }
    assert.doesNotThrow(() => platformPause());
  });
});
