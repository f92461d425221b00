import { TransportError } from "../report/index.js";

/** The caller's signal ended the work. */
export function abortedBy(signal: AbortSignal, target: string): TransportError {
  return new TransportError({
    reason: "aborted",
    target,
    retryable: false,
    message: `The work on ${target} was cancelled by the caller.`,
    remedy: "Start it again, with a later deadline if the signal was a timeout.",
    cause: signal.reason,
  });
}
