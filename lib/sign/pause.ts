import { ConfigError } from "../report/index.js";
import type { Pause } from "./ports.js";

/**
 * The platform's own timers, looked up when first needed, so that importing the library asks nothing of the platform.
 * `AbortSignal.timeout` would not do: Node lets a process end while it waits for one.
 */
export const platformPause: Pause = async (ms, signal) => {
  if (signal.aborted) return;
  const { start, stop } = platformTimers();
  await new Promise<void>((resolve) => {
    const timer = start(resolve, ms);
    signal.addEventListener(
      "abort",
      () => {
        stop(timer);
        resolve();
      },
      { once: true },
    );
  });
};

interface Timers {
  readonly start: (call: () => void, ms: number) => unknown;
  readonly stop: (timer: unknown) => void;
}

/** @throws {ConfigError} the platform has none. */
function platformTimers(): Timers {
  const start: unknown = Reflect.get(globalThis, "setTimeout");
  const stop: unknown = Reflect.get(globalThis, "clearTimeout");
  if (typeof start !== "function" || typeof stop !== "function") {
    throw new ConfigError({
      at: "options.timestamp.pause",
      expected: "a function that lets time pass, since this platform has no timers",
      received: "none",
      remedy: "Pass `pause` beside `sources`.",
    });
  }
  return {
    start: (call, ms): unknown => Reflect.apply(start, globalThis, [call, ms]),
    stop: (timer) => void Reflect.apply(stop, globalThis, [timer]),
  };
}
