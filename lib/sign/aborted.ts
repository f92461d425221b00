import { TransportError } from "../report/index.js";

/** @throws {TransportError} the caller's signal has fired. */
export function requireGoingOn(signal: AbortSignal | undefined, target: string): void {
  if (signal?.aborted !== true) return;
  throw new TransportError({
    reason: "aborted",
    target,
    retryable: false,
    message: `Signing was cancelled by the caller while waiting for ${target}.`,
    remedy: "Start again, with a later deadline if the signal was a timeout.",
    cause: signal.reason,
  });
}

/** Waits for `work`, or until the signal fires: whoever does the work may not listen to it. */
export async function untilAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  if (signal.aborted) throw signal.reason;
  let stop: (() => void) | undefined;
  const aborted = new Promise<never>((_, reject) => {
    stop = () => reject(signal.reason as Error);
    signal.addEventListener("abort", stop, { once: true });
  });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    if (stop !== undefined) signal.removeEventListener("abort", stop);
  }
}
