import { CountersignError, type Fields, requireFields } from "../report/index.js";
import { requireGoingOn } from "./aborted.js";
import type { SigningContext } from "./options.js";

/**
 * Runs one call. What stops it because the caller's signal fired becomes a typed error, wherever it happened.
 *
 * @param fields what the options of the call are to be. @throws {ConfigError} one is of another kind.
 * @throws {TransportError} `aborted`.
 */
export async function cancellable<T>(
  options: Pick<SigningContext, "signal" | "name">,
  fields: Fields,
  call: () => Promise<T>,
): Promise<T> {
  requireFields(options, "options", fields);
  const { signal, name: target = "the package" } = options;
  requireGoingOn(signal, target);
  try {
    return await call();
  } catch (error) {
    if (!(error instanceof CountersignError)) requireGoingOn(signal, target);
    throw error;
  }
}
