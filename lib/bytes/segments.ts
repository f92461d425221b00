import { platformTurn } from "./platform.js";
import { ScratchMemory } from "./scratch.js";
import { andThen } from "./eventual.js";
import { HeldSource } from "./held-source.js";
import { fill, MemorySource, type RandomAccessSource, SLICE_BYTES } from "./source.js";

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
 * valid only until `visit` returns (or what it returned settles), and must not be written to.
 *
 * @returns false if the source gave fewer bytes than its size promised.
 */
export async function visitSegments(
  source: RandomAccessSource,
  segments: readonly Segment[],
  visit: Visitor,
  options: { readonly sliceBytes?: number; readonly signal?: AbortSignal } = {},
): Promise<boolean> {
  const { sliceBytes = SLICE_BYTES, signal } = options;
  if (viewOf(source, 0, 0) !== undefined)
    return visitEach(source, segments, { buffer: undefined, sliceBytes, visit, signal });
  const buffer = scratch.take(Math.min(longestRange(segments), sliceBytes));
  try {
    return await visitEach(source, segments, { buffer, sliceBytes, visit, signal });
  } finally {
    scratch.giveBack(buffer);
  }
}

/** Of the length in which files are hashed. */
const scratch = new ScratchMemory(1024 * 1024);

async function visitEach(source: RandomAccessSource, segments: readonly Segment[], how: Visit): Promise<boolean> {
  for (const segment of segments) {
    if (segment.kind === "bytes") await how.visit(segment.bytes);
    else if (!(await visitRange(source, segment, how))) return false;
  }
  return true;
}

type Visitor = (slice: Uint8Array) => void | Promise<void>;

function longestRange(segments: readonly Segment[]): number {
  return segments.reduce((most, segment) => (segment.kind === "range" ? Math.max(most, lengthOf(segment)) : most), 0);
}

interface Visit {
  /** Absent for a source in memory, which is visited where it lies. */
  readonly buffer: Uint8Array | undefined;
  readonly sliceBytes: number;
  readonly visit: Visitor;
  readonly signal: AbortSignal | undefined;
}

/** How much is visited between two looks at the world: some 50 ms of hashing, against microseconds for the look. */
const TURN_BYTES = 64 * 1024 * 1024;

async function visitRange(
  source: RandomAccessSource,
  range: { readonly start: number; readonly end: number },
  { buffer, sliceBytes, visit, signal }: Visit,
): Promise<boolean> {
  let sinceTurn = 0;
  for (let position = range.start; position < range.end; position += sliceBytes) {
    // A file is read without waiting, so whatever would abort the signal (Ctrl-C, a timer) must be let in.
    if (signal !== undefined && (sinceTurn += sliceBytes) > TURN_BYTES) {
      sinceTurn = 0;
      await platformTurn();
    }
    signal?.throwIfAborted();
    const end = Math.min(position + sliceBytes, range.end);
    const read = sliceOf(source, position, end, buffer);
    const slice = read instanceof Promise ? await read : read;
    if (slice === undefined) return false;
    const pending = visit(slice);
    if (pending !== undefined) await pending;
  }
  return true;
}

function sliceOf(
  source: RandomAccessSource,
  start: number,
  end: number,
  buffer: Uint8Array | undefined,
): Uint8Array | undefined | Promise<Uint8Array | undefined> {
  if (buffer === undefined) {
    const view = viewOf(source, start, end);
    return view?.length === end - start ? view : undefined;
  }
  const slice = buffer.subarray(0, end - start);
  return andThen(fill(source, slice, start), (isWhole) => (isWhole ? slice : undefined));
}

/** What lies in memory is visited where it lies. */
function viewOf(source: RandomAccessSource, start: number, end: number): Uint8Array | undefined {
  return source instanceof MemorySource || source instanceof HeldSource ? source.view(start, end) : undefined;
}
