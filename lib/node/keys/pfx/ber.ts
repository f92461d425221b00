import { concatBytes } from "../../../bytes/index.js";
import { DerFault } from "../../../der/index.js";

const MAXIMUM_DEPTH = 32;
const CONSTRUCTED = 0x20;
const OCTET_STRING = 0x04;

/**
 * The same values as DER. PFX files are BER by their definition (RFC 7292 §4), and macOS and Java write indefinite lengths
 * and octet strings in pieces. Only what such files use is known: single-octet identifiers, lengths of up to four octets.
 *
 * @throws {DerFault} the bytes are no BER, or something follows.
 */
export function derOf(ber: Uint8Array, structure: string): Uint8Array {
  const walk = new BerWalk(ber, structure);
  const der = walk.element(0);
  if (walk.position !== ber.length) throw walk.fault("bytes follow where it should end");
  return der;
}

class BerWalk {
  position = 0;
  readonly #bytes: Uint8Array;
  readonly #structure: string;

  constructor(bytes: Uint8Array, structure: string) {
    this.#bytes = bytes;
    this.#structure = structure;
  }

  fault(problem: string): DerFault {
    return new DerFault(this.#structure, this.position, problem);
  }

  /** Reads one element and everything in it. */
  element(depth: number): Uint8Array {
    if (depth > MAXIMUM_DEPTH) throw this.fault(`is nested deeper than ${MAXIMUM_DEPTH} levels`);
    const tag = this.#octet();
    const length = this.#length();
    if ((tag & CONSTRUCTED) === 0) return encoded(tag, this.#primitive(length));
    const members = length === undefined ? this.#untilEnd(depth) : this.#within(length, depth);
    const isPieces = (tag & ~CONSTRUCTED) === OCTET_STRING;
    return isPieces ? encoded(OCTET_STRING, concatBytes(members.map(contentOf))) : encoded(tag, concatBytes(members));
  }

  #primitive(length: number | undefined): Uint8Array {
    if (length === undefined) throw this.fault("has a primitive value of indefinite length");
    const end = this.position + length;
    if (end > this.#bytes.length) throw this.fault(`announces ${length} bytes, more than there are`);
    const content = this.#bytes.subarray(this.position, end);
    this.position = end;
    return content;
  }

  #within(length: number, depth: number): readonly Uint8Array[] {
    const end = this.position + length;
    if (end > this.#bytes.length) throw this.fault(`announces ${length} bytes, more than there are`);
    const members: Uint8Array[] = [];
    while (this.position < end) members.push(this.element(depth + 1));
    if (this.position !== end) throw this.fault("has a member that ends beyond it");
    return members;
  }

  #untilEnd(depth: number): readonly Uint8Array[] {
    const members: Uint8Array[] = [];
    while (this.#bytes[this.position] !== 0) members.push(this.element(depth + 1));
    if (this.#bytes[this.position + 1] !== 0) throw this.fault("has an end of contents that is none");
    this.position += 2;
    return members;
  }

  #octet(): number {
    const octet = this.#bytes[this.position];
    if (octet === undefined) throw this.fault("ends inside an element's header");
    this.position++;
    return octet;
  }

  /** @returns `undefined` for the indefinite form. */
  #length(): number | undefined {
    const first = this.#octet();
    if (first < 0x80) return first;
    const count = first & 0x7f;
    if (count === 0) return undefined;
    if (count > 4) throw this.fault(`has a length of ${count} octets`);
    let length = 0;
    for (let index = 0; index < count; index++) length = length * 256 + this.#octet();
    return length;
  }
}

function encoded(tag: number, content: Uint8Array): Uint8Array {
  const { length } = content;
  if (length < 0x80) return concatBytes([Uint8Array.of(tag, length), content]);
  const octets: number[] = [];
  for (let rest = length; rest > 0; rest = Math.floor(rest / 256)) octets.unshift(rest % 256);
  return concatBytes([Uint8Array.of(tag, 0x80 | octets.length, ...octets), content]);
}

/** Of an element that was just encoded: its length stands in one octet, or after a count of octets. */
function contentOf(element: Uint8Array): Uint8Array {
  const first = element[1] ?? 0;
  return element.subarray(first < 0x80 ? 2 : 2 + (first & 0x7f));
}
