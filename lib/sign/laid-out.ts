import {
  andThen,
  equalBytes,
  fill,
  heldRange,
  type RandomAccessSource,
  readRange,
  type Segment,
  SLICE_BYTES,
} from "../bytes/index.js";
import { sourceChanged } from "../report/index.js";

/** A piece of a laid-out file: a segment, and where it begins there. */
interface Piece {
  readonly at: number;
  readonly length: number;
  readonly segment: Segment;
}

/** A file that exists only as segments over another one, read as if it were written already. */
export class LaidOutSource implements RandomAccessSource {
  readonly size: number;
  readonly #source: RandomAccessSource;
  readonly #pieces: readonly Piece[];

  constructor(source: RandomAccessSource, segments: readonly Segment[]) {
    this.#source = source;
    this.#pieces = piecesOf(segments);
    const last = this.#pieces.at(-1);
    this.size = last === undefined ? 0 : last.at + last.length;
  }

  slice(start: number, end: number): { arrayBuffer(): Promise<ArrayBuffer> } {
    return {
      arrayBuffer: async () => {
        const into = new Uint8Array(Math.max(0, Math.min(end, this.size) - start));
        const count = await this.read(into, start);
        return into.buffer.slice(0, count);
      },
    };
  }

  /** At once, if the other file is read at once. */
  read(into: Uint8Array, position: number): number | Promise<number> {
    return this.#fill(into, this.segmentsBetween(position, position + into.length), 0, 0);
  }

  /** What `[start, end)` of this file is made of, as segments over the other one. */
  segmentsBetween(start: number, end: number): readonly Segment[] {
    const segments: Segment[] = [];
    for (const { at, length, segment } of this.#pieces) {
      const from = Math.max(start, at) - at;
      const to = Math.min(end, at + length) - at;
      if (from < to) segments.push(part(segment, from, to));
    }
    return segments;
  }

  /** Goes on at the segment of this index, with as many octets filled. */
  #fill(into: Uint8Array, segments: readonly Segment[], index: number, filled: number): number | Promise<number> {
    const segment = segments[index];
    if (segment === undefined) return filled;
    const end = filled + lengthOf(segment);
    const part = into.subarray(filled, end);
    if (segment.kind === "bytes") part.set(segment.bytes);
    const isFilled = segment.kind === "bytes" || fill(this.#source, part, segment.start);
    return andThen(isFilled, (isWhole) => (isWhole ? this.#fill(into, segments, index + 1, end) : filled));
  }
}

function piecesOf(segments: readonly Segment[]): readonly Piece[] {
  let at = 0;
  return segments.map((segment) => {
    const piece = { at, length: lengthOf(segment), segment };
    at += piece.length;
    return piece;
  });
}

function lengthOf(segment: Segment): number {
  return segment.kind === "bytes" ? segment.bytes.length : segment.end - segment.start;
}

function part(segment: Segment, from: number, to: number): Segment {
  return segment.kind === "bytes"
    ? { kind: "bytes", bytes: segment.bytes.subarray(from, to) }
    : { kind: "range", start: segment.start + from, end: segment.start + to };
}

/**
 * Whether two lists of segments over one source describe the same octets. Where both name the same range nothing is
 * read, so that a package of any size costs what its directory costs.
 *
 * @throws {TransportError} the source is shorter than it says.
 */
export async function sameOctets(
  source: RandomAccessSource,
  left: readonly Segment[],
  right: readonly Segment[],
  target: string,
): Promise<boolean> {
  const [ours, theirs] = [new SegmentQueue(left), new SegmentQueue(right)];
  for (;;) {
    const length = Math.min(ours.left, theirs.left, SLICE_BYTES);
    if (length === 0) return ours.left === theirs.left;
    const [one, other] = [ours.take(length), theirs.take(length)];
    if (isSameRange(one, other)) continue;
    const left = heldOctets(source, one) ?? (await octetsOf(source, one, target));
    const right = heldOctets(source, other) ?? (await octetsOf(source, other, target));
    if (!equalBytes(left, right)) return false;
  }
}

/** Hands out segments in pieces of the length asked for. */
class SegmentQueue {
  readonly #segments: readonly Segment[];
  #index = 0;
  #taken = 0;

  constructor(segments: readonly Segment[]) {
    this.#segments = segments.filter((segment) => lengthOf(segment) > 0);
  }

  /** What is left of the segment at hand; 0 at the end. */
  get left(): number {
    const current = this.#segments[this.#index];
    return current === undefined ? 0 : lengthOf(current) - this.#taken;
  }

  take(length: number): Segment {
    const current = this.#segments[this.#index] ?? { kind: "bytes", bytes: new Uint8Array(0) };
    const taken = part(current, this.#taken, this.#taken + length);
    this.#taken += length;
    if (this.#taken === lengthOf(current)) {
      this.#index++;
      this.#taken = 0;
    }
    return taken;
  }
}

function isSameRange(left: Segment, right: Segment): boolean {
  return left.kind === "range" && right.kind === "range" && left.start === right.start && left.end === right.end;
}

/** Where they lie, if that is in memory. */
function heldOctets(source: RandomAccessSource, segment: Segment): Uint8Array | undefined {
  return segment.kind === "bytes" ? segment.bytes : heldRange(source, segment.start, segment.end);
}

async function octetsOf(source: RandomAccessSource, segment: Segment, target: string): Promise<Uint8Array> {
  if (segment.kind === "bytes") return segment.bytes;
  const bytes = await readRange(source, segment.start, segment.end);
  if (bytes === undefined) throw sourceChanged(target);
  return bytes;
}

/**
 * The octets of a laid-out file in slices of at most 4 MiB, each of its own.
 *
 * @throws {TransportError} the source is shorter than it says.
 */
export async function* chunksOf(
  source: RandomAccessSource,
  segments: readonly Segment[],
  target: string,
): AsyncIterable<Uint8Array> {
  for (const segment of segments)
    for (let from = 0; from < lengthOf(segment); from += SLICE_BYTES)
      yield await octetsOf(source, part(segment, from, Math.min(lengthOf(segment), from + SLICE_BYTES)), target);
}
