import { andThen, fill, heldRange, type PartToRead, type RandomAccessSource, SLICE_BYTES } from "../bytes/index.js";
import { sourceChanged } from "../report/index.js";

/**
 * What is read from the end at once. A small package is whole in it; of a larger one it holds the end record with the
 * longest comment and a Zip64 locator before it (65 577 bytes), and mostly the directory and the signature as well.
 */
export const TAIL_BYTES: number = 66 * 1024;

/** `[start, end)` of a file, in bytes. */
export interface FileRange {
  readonly start: number;
  readonly end: number;
}

const NO_BYTES = new Uint8Array(0);

/**
 * Positioned reads over a source that remember the end of the file and the last piece read, so that looking at many
 * small headers takes few reads. What it hands out stays valid: pieces are not reused.
 */
export class WindowReader {
  readonly source: RandomAccessSource;
  readonly size: number;
  /** Where {@link tail} begins in the file. */
  readonly tailStart: number;
  #tail: Uint8Array = new Uint8Array(0);
  #window: PartToRead = { position: 0, into: new Uint8Array(0) };
  /** Read with the window, further on in the file: from `#next` on they have not been looked at. */
  #ahead: readonly PartToRead[] = [];
  #next = 0;

  private constructor(source: RandomAccessSource) {
    this.source = source;
    this.size = source.size;
    this.tailStart = Math.max(0, this.size - TAIL_BYTES);
  }

  /** Reads the end of the file, and all of a small one. @throws TransportError the source is shorter than it says. */
  static async open(source: RandomAccessSource): Promise<WindowReader> {
    const reader = new WindowReader(source);
    reader.#tail = await readWhole(source, reader.tailStart, reader.size);
    return reader;
  }

  get tail(): Uint8Array {
    return this.#tail;
  }

  /** The range, if it has been read already or lies in memory. */
  held(start: number, end: number): Uint8Array | undefined {
    if (start >= this.tailStart) return this.#tail.subarray(start - this.tailStart, end - this.tailStart);
    this.#moveTo(start);
    const { position, into } = this.#window;
    const within = start >= position && end <= position + into.length;
    return within ? into.subarray(start - position, end - position) : heldRange(this.source, start, end);
  }

  /** What is looked at comes in order: a piece that the place lies behind the beginning of takes the window's place. */
  #moveTo(start: number): void {
    for (let piece = this.#ahead[this.#next]; piece !== undefined; piece = this.#ahead[++this.#next]) {
      if (piece.position > start) return;
      this.#window = piece;
    }
  }

  /**
   * The range, which lies inside the file; at once, if the source answers at once.
   *
   * @throws TransportError the source is shorter than it says.
   */
  bytes(start: number, end: number): Uint8Array | Promise<Uint8Array> {
    return this.held(start, end) ?? this.#read({ start, end });
  }

  /**
   * The first of some ranges, which are about to be asked for one after the other. All are read if the source reads several
   * at a time.
   *
   * @throws TransportError the source is shorter than it says.
   */
  ahead(ranges: Iterable<FileRange>): Uint8Array | Promise<Uint8Array> {
    const { source } = this;
    if (source.readParts === undefined) {
      const [first] = ranges;
      return first === undefined ? NO_BYTES : this.#read(first);
    }
    const parts = piecesFor([...ranges]);
    if (!source.readParts(parts)) throw sourceChanged("the package");
    [this.#ahead, this.#next] = [parts, 0];
    return parts[0]?.into ?? NO_BYTES;
  }

  /** What was read ahead stays: a header may be longer than expected. */
  #read({ start, end }: FileRange): Uint8Array | Promise<Uint8Array> {
    return andThen(readWhole(this.source, start, end), (into) => {
      this.#window = { position: start, into };
      return into;
    });
  }
}

/** In one piece of memory: to make a small one for each costs about as much as to read into it. */
function piecesFor(ranges: readonly FileRange[]): readonly PartToRead[] {
  const whole = new Uint8Array(ranges.reduce((sum, { start, end }) => sum + end - start, 0));
  let filled = 0;
  return ranges.map(({ start, end }) => {
    const from = filled;
    filled += end - start;
    return { position: start, into: whole.subarray(from, filled) };
  });
}

/**
 * Where it lies, or into one array in slices as the source's contract has it.
 *
 * @throws TransportError the source is shorter than it says.
 */
function readWhole(source: RandomAccessSource, start: number, end: number): Uint8Array | Promise<Uint8Array> {
  const held = heldRange(source, start, end);
  if (held !== undefined) return held;
  const whole = new Uint8Array(end - start);
  if (whole.length > SLICE_BYTES) return readSlices(source, whole, start);
  return andThen(fill(source, whole, start), (isRead) => {
    if (!isRead) throw sourceChanged("the package");
    return whole;
  });
}

async function readSlices(source: RandomAccessSource, whole: Uint8Array, start: number): Promise<Uint8Array> {
  for (let at = 0; at < whole.length; at += SLICE_BYTES) {
    if (!(await fill(source, whole.subarray(at, at + SLICE_BYTES), start + at))) throw sourceChanged("the package");
  }
  return whole;
}
