import { CountersignError } from "../report/index.js";
import { requireGoingOn } from "./aborted.js";

/**
 * Runs one call. What stops it because the caller's signal fired becomes a typed error, wherever it happened.
 *
 * @throws {TransportError} `aborted`.
 */
export async function cancellable<T>(
  signal: AbortSignal | undefined,
  target: string,
  call: () => Promise<T>,
): Promise<T> {
  requireGoingOn(signal, target);
  try {
    return await call();
  } catch (error) {
    if (!(error instanceof CountersignError)) requireGoingOn(signal, target);
    throw error;
  }
}
