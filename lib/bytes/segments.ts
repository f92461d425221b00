import { type RandomAccessSource, readInto, SLICE_BYTES } from "./source.js";

/** A piece of a file: a range of the source, or literal bytes. Formats describe files as lists of these. */
export type Segment =
  | { readonly kind: "range"; readonly start: number; readonly end: number }
  | { readonly kind: "bytes"; readonly bytes: Uint8Array };

/** Length of the file that the segments describe, in bytes. */
export function segmentsLength(segments: readonly Segment[]): number {
  return segments.reduce((total, segment) => total + lengthOf(segment), 0);
}

function lengthOf(segment: Segment): number {
  return segment.kind === "bytes" ? segment.bytes.length : segment.end - segment.start;
}

/**
 * Hands the described file to `visit`, in order, in slices of at most `sliceBytes`. One buffer is reused: a slice is
 * valid only until `visit` returns (or what it returned settles).
 *
 * @returns false if the source gave fewer bytes than its size promised.
 */
export async function visitSegments(
  source: RandomAccessSource,
  segments: readonly Segment[],
  visit: (slice: Uint8Array) => void | Promise<void>,
  options: { readonly sliceBytes?: number; readonly signal?: AbortSignal } = {},
): Promise<boolean> {
  const ranges = segments.filter((segment) => segment.kind === "range");
  const longest = ranges.reduce((most, segment) => Math.max(most, lengthOf(segment)), 0);
  const buffer = new Uint8Array(Math.min(longest, options.sliceBytes ?? SLICE_BYTES));
  for (const segment of segments) {
    if (segment.kind === "bytes") await visit(segment.bytes);
    else if (!(await visitRange(source, segment, buffer, visit, options.signal))) return false;
  }
  return true;
}

async function visitRange(
  source: RandomAccessSource,
  range: { readonly start: number; readonly end: number },
  buffer: Uint8Array,
  visit: (slice: Uint8Array) => void | Promise<void>,
  signal: AbortSignal | undefined,
): Promise<boolean> {
  for (let position = range.start; position < range.end; position += buffer.length) {
    signal?.throwIfAborted();
    const slice = buffer.subarray(0, Math.min(buffer.length, range.end - position));
    if (!(await readInto(source, slice, position))) return false;
    const pending = visit(slice);
    if (pending !== undefined) await pending;
  }
  return true;
}
