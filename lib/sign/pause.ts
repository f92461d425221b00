import { ConfigError } from "../report/index.js";
import type { Pause } from "./ports.js";

/**
 * The platform's own timers, looked up when first needed, so that importing the library asks nothing of the platform.
 * `AbortSignal.timeout` would not do: Node lets a process end while it waits for one.
 *
 * @throws {ConfigError} the platform has none.
 */
export function platformPause(): Pause {
  const start: unknown = Reflect.get(globalThis, "setTimeout");
  const stop: unknown = Reflect.get(globalThis, "clearTimeout");
  if (typeof start !== "function" || typeof stop !== "function") throw noTimers();
  return async (ms, signal) => {
    if (signal.aborted) return;
    await new Promise<void>((resolve) => {
      const end = (): void => {
        signal.removeEventListener("abort", end);
        Reflect.apply(stop, globalThis, [timer]);
        resolve();
      };
      const timer: unknown = Reflect.apply(start, globalThis, [end, ms]);
      signal.addEventListener("abort", end);
    });
  };
}

function noTimers(): ConfigError {
  return new ConfigError({
    at: "options.timestamp.pause",
    expected: "a function that lets time pass, since this platform has no timers",
    received: "none",
    remedy: "Pass `pause` beside `sources`.",
  });
}
