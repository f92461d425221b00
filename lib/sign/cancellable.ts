import { CountersignError, type Fields, requireOnly } from "../report/index.js";
import { requireGoingOn } from "./aborted.js";
import type { SigningContext } from "./options.js";

/**
 * Runs one call. What stops it because the caller's signal fired becomes a typed error, wherever it happened.
 *
 * @param fields what the options of the call are to be. @param beside names of those that the call looks at itself.
 * @throws {ConfigError} one is of another kind or unknown.
 * @throws {TransportError} `aborted`.
 */
export async function cancellable<T>(
  options: Pick<SigningContext, "signal" | "name">,
  fields: Fields,
  beside: readonly string[],
  call: () => Promise<T>,
): Promise<T> {
  requireOnly(options, "options", fields, beside);
  const { signal, name: target = "the package" } = options;
  requireGoingOn(signal, target);
  try {
    return await call();
  } catch (error) {
    if (!(error instanceof CountersignError)) requireGoingOn(signal, target);
    throw error;
  }
}
