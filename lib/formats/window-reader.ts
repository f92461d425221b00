import { andThen, fill, heldRange, type RandomAccessSource, SLICE_BYTES } from "../bytes/index.js";
import { sourceChanged } from "../report/index.js";

/**
 * What is read from the end at once. A small package is whole in it; of a larger one it holds the end record with the
 * longest comment and a Zip64 locator before it (65 577 bytes), and mostly the directory and the signature as well.
 */
export const TAIL_BYTES: number = 66 * 1024;

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
  #window: Uint8Array = new Uint8Array(0);
  #start = 0;

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
    const within = start >= this.#start && end <= this.#start + this.#window.length;
    return within ? this.#window.subarray(start - this.#start, end - this.#start) : heldRange(this.source, start, end);
  }

  /**
   * The range, which lies inside the file; at once, if the source answers at once.
   *
   * @param upTo reads on to here, for what will be asked for next.
   * @throws TransportError the source is shorter than it says.
   */
  bytes(start: number, end: number, upTo: number = end): Uint8Array | Promise<Uint8Array> {
    const held = this.held(start, end);
    if (held !== undefined) return held;
    return andThen(readWhole(this.source, start, Math.max(end, upTo)), (window) => {
      this.#window = window;
      this.#start = start;
      return window.subarray(0, end - start);
    });
  }
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
