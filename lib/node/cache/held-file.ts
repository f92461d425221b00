import { closeSync, constants, fstatSync, openSync, readSync } from "node:fs";
import type { RandomAccessSource } from "../../bytes/index.js";
import { sourceChanged } from "../../report/index.js";

/** Windows has no such flag, nor pipes among its files. */
const NONBLOCK: number = process.platform === "win32" ? 0 : constants.O_NONBLOCK;

/** An open file, given back when nothing reads from it any more: evidence is handed on, and has no end of its own. */
class Descriptor {
  readonly number: number;
  static readonly #unused = new FinalizationRegistry<number>((number) => closeSync(number));

  constructor(path: string) {
    // A pipe in a file's place would be waited for until somebody writes into it; opened so, it is an empty file.
    this.number = openSync(path, constants.O_RDONLY | NONBLOCK);
    Descriptor.#unused.register(this, this.number, this);
  }

  close(): void {
    Descriptor.#unused.unregister(this);
    closeSync(this.number);
  }
}

/**
 * A file, or a part of one, that stays open while it is held. Only for files that are replaced by renaming and never
 * written to: what the descriptor shows is then always the same.
 */
export class HeldFile implements RandomAccessSource {
  readonly size: number;
  readonly #descriptor: Descriptor;
  readonly #start: number;

  private constructor(descriptor: Descriptor, start: number, end: number) {
    this.size = end - start;
    this.#descriptor = descriptor;
    this.#start = start;
  }

  /** @throws the system's error. */
  static open(path: string): HeldFile {
    const descriptor = new Descriptor(path);
    return new HeldFile(descriptor, 0, fstatSync(descriptor.number).size);
  }

  read(into: Uint8Array, position: number): number {
    const wanted = Math.min(into.length, Math.max(0, this.size - position));
    const count = wanted === 0 ? 0 : readSync(this.#descriptor.number, into, 0, wanted, this.#start + position);
    if (count === 0 && wanted > 0) throw sourceChanged("a file with revocation data");
    return count;
  }

  /** Bytes `[start, end)`, as far as there are any, in memory. */
  copy(start: number, end: number): Uint8Array<ArrayBuffer> {
    const bytes = new Uint8Array(Math.max(0, Math.min(end, this.size) - start));
    for (let filled = 0; filled < bytes.length; ) filled += this.read(bytes.subarray(filled), start + filled);
    return bytes;
  }

  slice(start: number, end: number): { arrayBuffer(): Promise<ArrayBuffer> } {
    return { arrayBuffer: async () => this.copy(start, end).buffer };
  }

  /** A part of this part, over the same open file. */
  part(start: number, end: number): HeldFile {
    return new HeldFile(this.#descriptor, this.#start + start, this.#start + Math.min(end, this.size));
  }

  /** Gives the file back at once; no part of it may be read afterwards. */
  close(): void {
    this.#descriptor.close();
  }
}
