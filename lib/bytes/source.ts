/** The most that is asked of a source at once, in bytes: large enough for native hashing speed, small enough for flat memory. */
export const SLICE_BYTES: number = 4 * 1024 * 1024;

/**
 * A thing of known size that can be read at any place: a `Blob`, the result of `fs.openAsBlob`, or the file source of
 * `countersign/node`. Reads happen in slices of at most 4 MiB, so a package of any size takes flat memory.
 *
 * Neither `size` nor the bytes may change: a short read ends in `TransportError` with `reason: "source-changed"`, but structure
 * and name are read before the content is hashed, and nobody would see that both reads got other bytes. What somebody else
 * can answer twice (ranges over HTTP) is copied first.
 */
export interface RandomAccessSource {
  /** Bytes. */
  readonly size: number;
  /** Half-open range `[start, end)` in bytes. */
  slice(start: number, end: number): RangeOfBytes;
  /**
   * Preferred where it is offered: fills `into` from `position` without a new buffer for each slice.
   *
   * @returns bytes read; fewer than `into.length` only at the end.
   */
  read?(into: Uint8Array, position: number): number | Promise<number>;
  /**
   * Offered where several small reads cost less together: fills all of them at once.
   *
   * @returns false if the source has fewer bytes than its size promised.
   */
  readParts?(parts: readonly PartToRead[]): boolean;
}

/** Memory to fill, and from where, in bytes. */
export interface PartToRead {
  readonly into: Uint8Array;
  readonly position: number;
}

/** A range that has been asked for and not yet read. */
export interface RangeOfBytes {
  /** Reads it: as many bytes as the range has. */
  arrayBuffer(): Promise<ArrayBuffer>;
}

/** A package in memory, or one that is read piece by piece. */
export type PackageSource = RandomAccessSource | Uint8Array;

/** A source over memory reads by copying out of it; anything else is a source already. */
export function asSource(source: PackageSource): RandomAccessSource {
  return source instanceof Uint8Array ? new MemorySource(source) : source;
}

/** For this room: what lies in memory is visited where it lies. */
export class MemorySource implements RandomAccessSource {
  readonly size: number;
  readonly #bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    // A Buffer is taken for what it is made of: its own `slice` copies nothing, and its own `subarray` is slow.
    this.#bytes = new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length);
    this.size = bytes.length;
  }

  /** `[start, end)` without a copy. */
  view(start: number, end: number): Uint8Array {
    return this.#bytes.subarray(start, end);
  }

  slice(start: number, end: number): { arrayBuffer(): Promise<ArrayBuffer> } {
    return { arrayBuffer: async () => Uint8Array.from(this.#bytes.subarray(start, end)).buffer };
  }

  read(into: Uint8Array, position: number): number {
    const part = this.#bytes.subarray(position, position + into.length);
    into.set(part);
    return part.length;
  }
}

/** `[start, end)` where it lies, if the source is memory. */
export function heldRange(source: RandomAccessSource, start: number, end: number): Uint8Array | undefined {
  return source instanceof MemorySource ? source.view(start, end) : undefined;
}

/**
 * Reads `[start, end)` into memory of its own.
 *
 * @returns `undefined` if the source gave fewer bytes than its size promised: it changed while it was read.
 */
export async function readRange(
  source: RandomAccessSource,
  start: number,
  end: number,
): Promise<Uint8Array | undefined> {
  if (source.read === undefined) {
    const bytes = new Uint8Array(await source.slice(start, end).arrayBuffer());
    return bytes.length === end - start ? bytes : undefined;
  }
  const into = new Uint8Array(end - start);
  return (await fill(source, into, start)) ? into : undefined;
}

/**
 * Reads until `into` is full; a source may give less than asked for at a time. One that answers at once, as a file does, is read
 * at once: each wait costs about as much as a small read.
 *
 * @returns false if it gave fewer bytes than its size promised.
 */
export function fill(source: RandomAccessSource, into: Uint8Array, start: number): boolean | Promise<boolean> {
  if (source.read === undefined) return copyInto(source, into, start);
  let filled = 0;
  while (filled < into.length) {
    const rest = filled === 0 ? into : into.subarray(filled);
    const answer = source.read(rest, start + filled);
    if (typeof answer !== "number") return fillLater(source, rest, start + filled, answer);
    if (!(answer > 0)) return false;
    filled += answer;
  }
  return true;
}

async function fillLater(
  source: RandomAccessSource,
  into: Uint8Array,
  start: number,
  answer: Promise<number>,
): Promise<boolean> {
  // A loop, for a source that gives an octet at a time would else leave a promise waiting for each.
  let filled = 0;
  for (let count = await answer; count > 0; count = (await source.read?.(into.subarray(filled), start + filled)) ?? 0) {
    filled += count;
    if (filled >= into.length) return true;
  }
  return false;
}

async function copyInto(source: RandomAccessSource, into: Uint8Array, start: number): Promise<boolean> {
  const bytes = await readRange(source, start, start + into.length);
  if (bytes === undefined) return false;
  into.set(bytes);
  return true;
}
