import type { PartToRead, RandomAccessSource } from "./source.js";

/** Of larger files the small reads are a small part. */
const MOST_BYTES = 4 * 1024 * 1024;
/** Shorter memory costs nothing to make. */
const CHEAP_BYTES = 64 * 1024;

/** One for all, so that what is held stays small however many packages are judged at once. */
let memory: Uint8Array<ArrayBuffer> | undefined;
let isLent = false;

/**
 * A file of ordinary size in memory of ours: read whole by one call, then looked into and hashed where it lies, so that its
 * structure and its content are of one moment. (Measured: 2 to 3 % less for a package of 2.4 MB, whose headers lie far from each
 * other and are read one by one else.) What is read of it is copied: nothing lasts that lies in memory which the next file comes
 * into.
 */
export class HeldSource implements RandomAccessSource {
  readonly size: number;
  readonly #source: RandomAccessSource;
  #held: Uint8Array<ArrayBuffer> | undefined;

  private constructor(source: RandomAccessSource, held: Uint8Array<ArrayBuffer>) {
    this.size = source.size;
    this.#source = source;
    this.#held = held;
  }

  /**
   * Reads a source whole, if it reads several parts at once, as files do.
   *
   * @returns the source itself if it is not one that is held, or the memory is in use.
   */
  static of(source: RandomAccessSource): RandomAccessSource {
    if (source.readParts === undefined || source.size > MOST_BYTES) return source;
    const into = borrow(source.size);
    if (into === undefined) return source;
    const held = new HeldSource(source, into);
    try {
      if (source.readParts([{ into, position: 0 }])) return held;
    } catch (error) {
      held.release();
      throw error;
    }
    // Who reads it piece by piece says what is missing.
    held.release();
    return source;
  }

  /** `[start, end)` where it lies, until it is released. */
  view(start: number, end: number): Uint8Array | undefined {
    return this.#held?.subarray(start, end);
  }

  read(into: Uint8Array, position: number): number | Promise<number> {
    const part = this.view(position, position + into.length);
    if (part === undefined) return this.#source.read?.(into, position) ?? 0;
    into.set(part);
    return part.length;
  }

  readParts(parts: readonly PartToRead[]): boolean {
    if (this.#held === undefined) return this.#source.readParts?.(parts) === true;
    return parts.every(({ into, position }) => this.read(into, position) === into.length);
  }

  slice(start: number, end: number): { arrayBuffer(): Promise<ArrayBuffer> } {
    const held = this.#held;
    if (held === undefined) return this.#source.slice(start, end);
    return { arrayBuffer: async () => Uint8Array.from(held.subarray(start, end)).buffer };
  }

  /** Gives the memory back. What is read later is read from the source. */
  release(): void {
    if (this.#held !== undefined && this.#held.buffer === memory?.buffer) isLent = false;
    this.#held = undefined;
  }
}

/** Gives back what a source holds, if it is one that holds. */
export function releaseHeld(source: RandomAccessSource): void {
  if (source instanceof HeldSource) source.release();
}

function borrow(bytes: number): Uint8Array<ArrayBuffer> | undefined {
  if (bytes <= CHEAP_BYTES) return new Uint8Array(bytes);
  if (isLent) return undefined;
  isLent = true;
  memory ??= new Uint8Array(MOST_BYTES);
  return memory.subarray(0, bytes);
}
