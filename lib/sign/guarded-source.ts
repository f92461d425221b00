import { asSource, type PackageSource, type RandomAccessSource } from "../bytes/index.js";
import { CountersignError, TransportError } from "../report/index.js";

/**
 * A source may be anybody's code: whatever it throws becomes a typed error that names the package. Memory can't fail and is
 * read as it is.
 */
export function guardedSource(source: PackageSource, target: string): RandomAccessSource {
  const read = asSource(source);
  if (source instanceof Uint8Array) return read;
  const guarded: RandomAccessSource = {
    size: read.size,
    slice: (start, end) => ({
      arrayBuffer: () => guard(target, async () => read.slice(start, end).arrayBuffer()),
    }),
  };
  if (read.read === undefined) return guarded;
  return { ...guarded, read: (into, position) => guard(target, async () => read.read?.(into, position) ?? 0) };
}

async function guard<T>(target: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof CountersignError) throw error;
    throw new TransportError({
      reason: "source-unreadable",
      target,
      retryable: false,
      message: `${target} could not be read.`,
      remedy: "See the cause of this error.",
      cause: error,
    });
  }
}
