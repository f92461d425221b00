import { DerFault } from "./fault.js";

/** One element: identifier, and where it lies in the buffer. Nothing is copied. */
export interface Tlv {
  readonly tag: number;
  /** Offset of the identifier octet. */
  readonly start: number;
  /** Offset of the first content octet. */
  readonly contentStart: number;
  /** Offset after the last content octet. */
  readonly end: number;
}

/** From this first octet on, a length has more of them (X.690 §8.1.3.5). */
const LONG_FORM = 0x80;

/**
 * A cursor over DER (X.690 §10): definite, minimal lengths and single-octet identifiers only. It allocates no tree;
 * whoever reads a structure asks for its fields in order and then calls {@link DerReader.finish}, so that nothing is
 * left unread.
 *
 * All methods throw {@link DerFault}, which the room's door catches.
 */
export class DerReader {
  readonly bytes: Uint8Array;
  readonly structure: string;
  readonly end: number;
  position: number;

  constructor(bytes: Uint8Array, structure: string, start = 0, end: number = bytes.length) {
    this.bytes = bytes;
    this.structure = structure;
    this.position = start;
    this.end = end;
  }

  get atEnd(): boolean {
    return this.position >= this.end;
  }

  /** Identifier octet of the next element, or -1 at the end. */
  peek(): number {
    return this.position < this.end ? (this.bytes[this.position] ?? 0) : -1;
  }

  /** The next element, whatever it is. */
  next(): Tlv {
    const start = this.position;
    if (start >= this.end) throw this.fault(start, "ends where another element is expected");
    const tag = this.bytes[start] ?? 0;
    if ((tag & 0x1f) === 0x1f)
      throw this.fault(start, "has an identifier of several octets, which no structure here uses");
    const first = start + 1 < this.end ? (this.bytes[start + 1] ?? 0) : LONG_FORM;
    // Most lengths are short: a call for each, of which a signature has two thousand, has the engine optimise it at once.
    const length = first < LONG_FORM ? first : this.readLongLength(start + 1);
    const contentStart = start + 2 + (first < LONG_FORM ? 0 : first - LONG_FORM);
    const end = contentStart + length;
    if (end > this.end) throw this.fault(start, `announces ${length} bytes where ${this.end - contentStart} are left`);
    this.position = end;
    return { tag, start, contentStart, end };
  }

  /** The next element, which must have this identifier. */
  read(tag: number, what: string): Tlv {
    if (this.peek() !== tag) throw this.unexpected(tag, what);
    return this.next();
  }

  /** The next element if it has this identifier, else nothing. */
  readOptional(tag: number): Tlv | undefined {
    return this.peek() === tag ? this.next() : undefined;
  }

  /** Steps into the next element, which must have this identifier. This cursor moves past it. */
  enter(tag: number, structure: string): DerReader {
    return this.inside(this.read(tag, structure), structure);
  }

  /** Steps into the next element if it has this identifier. */
  enterOptional(tag: number, structure: string): DerReader | undefined {
    return this.peek() === tag ? this.inside(this.next(), structure) : undefined;
  }

  /** A cursor over the contents of an element of this buffer. */
  inside(element: Tlv, structure: string): DerReader {
    return new DerReader(this.bytes, structure, element.contentStart, element.end);
  }

  /** Every octet must have been read; trailing data is an error that names the structure. */
  finish(): void {
    const left = this.end - this.position;
    if (left !== 0)
      throw this.fault(this.position, `${left === 1 ? "1 byte follows" : `${left} bytes follow`} where it should end`);
  }

  /** The contents of an element, without a copy. */
  content(element: Tlv): Uint8Array {
    return this.bytes.subarray(element.contentStart, element.end);
  }

  /** The whole element, identifier and length included, without a copy. */
  whole(element: Tlv): Uint8Array {
    return this.bytes.subarray(element.start, element.end);
  }

  fault(offset: number, problem: string, rule?: string): DerFault {
    return new DerFault(this.structure, offset, problem, rule);
  }

  /** Reads length octets, of which there are several or none (X.690 §8.1.3, §10.1). */
  private readLongLength(offset: number): number {
    if (offset >= this.end) throw this.fault(offset, "ends inside an element's header");
    const count = (this.bytes[offset] ?? 0) & 0x7f;
    if (count === 0) throw this.fault(offset, "has an indefinite length", "X.690 §10.1");
    if (count > 4) throw this.fault(offset, `has a length of ${count} octets`);
    if (offset + 1 + count > this.end) throw this.fault(offset, "ends inside an element's header");
    let length = 0;
    for (let index = 1; index <= count; index++) length = length * 256 + (this.bytes[offset + index] ?? 0);
    if (length < LONG_FORM || this.bytes[offset + 1] === 0)
      throw this.fault(offset, "has a length that is not in its shortest form", "X.690 §10.1");
    return length;
  }

  private unexpected(tag: number, what: string): DerFault {
    const found = this.peek();
    const came = found < 0 ? "nothing" : `identifier 0x${found.toString(16).padStart(2, "0")}`;
    return this.fault(
      this.position,
      `expected ${what} (identifier 0x${tag.toString(16).padStart(2, "0")}), found ${came}`,
    );
  }
}
