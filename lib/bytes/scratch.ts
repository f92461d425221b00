/** Shorter ones cost nothing to make. */
const WORTH_KEEPING_BYTES = 256 * 1024;
/** As many verifications as run at once in a busy process; more make their own. */
const MOST_KEPT = 4;

/**
 * Memory to read a file through. A fresh megabyte has to be cleared and mapped, which takes a quarter of the time that it
 * takes to hash it: a few are kept for the next reader. What an earlier one left in it is overwritten before it is read.
 */
export class ScratchMemory {
  readonly #kept: Uint8Array<ArrayBuffer>[] = [];
  readonly #bytes: number;

  /** @param bytes length of what is kept. */
  constructor(bytes: number) {
    this.#bytes = bytes;
  }

  /** At least so many bytes, to be given back. */
  take(bytes: number): Uint8Array<ArrayBuffer> {
    if (bytes < WORTH_KEEPING_BYTES || bytes > this.#bytes) return new Uint8Array(bytes);
    return this.#kept.pop() ?? new Uint8Array(this.#bytes);
  }

  giveBack(memory: Uint8Array<ArrayBuffer>): void {
    if (memory.length === this.#bytes && this.#kept.length < MOST_KEPT) this.#kept.push(memory);
  }
}
