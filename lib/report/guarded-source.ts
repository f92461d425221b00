import { asSource, type PackageSource, type RandomAccessSource } from "../bytes/index.js";
import { CountersignError, TransportError } from "./errors.js";
import { requireGiven, requireWhole } from "./given.js";

/**
 * A source may be anybody's code: whatever it throws becomes a typed error that names the package. Memory can't fail and is
 * read as it is; a source that answers at once still does.
 *
 * @throws {ConfigError} it is no source, or does not say how long it is.
 */
export function guardedSource(source: PackageSource, target: string): RandomAccessSource {
  requireGiven(source, "source", "source");
  const read = asSource(source);
  if (source instanceof Uint8Array) return read;
  const { size } = read;
  requireWhole(size, "source.size", 0, "Give the package's length in bytes.");
  const slice: RandomAccessSource["slice"] = (start, end) => ({
    arrayBuffer: () => guard(target, async () => read.slice(start, end).arrayBuffer()),
  });
  if (read.read === undefined) return { size, slice };
  const readNow: RandomAccessSource["read"] = (into, position) => {
    const count = guardNow(target, () => read.read?.(into, position) ?? 0);
    return typeof count === "number" ? count : guard(target, async () => count);
  };
  if (read.readParts === undefined) return { size, slice, read: readNow };
  return {
    size,
    slice,
    read: readNow,
    readParts: (parts) => guardNow(target, () => read.readParts?.(parts) === true),
  };
}

function guardNow<T>(target: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw asReadFault(error, target);
  }
}

async function guard<T>(target: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw asReadFault(error, target);
  }
}

function asReadFault(error: unknown, target: string): CountersignError {
  if (error instanceof CountersignError) return error;
  return new TransportError({
    reason: "source-unreadable",
    target,
    retryable: false,
    message: `${target} could not be read.`,
    remedy: "See the cause of this error.",
    cause: error,
  });
}
