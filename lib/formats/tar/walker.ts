import { concatBytes } from "../../bytes/index.js";
import { ExtendedHeaders, isExtended, type TarEntry } from "./extended-headers.js";
import { BLOCK_BYTES, readTarHeader, type TarHeader } from "./header.js";

/** What a walk hands out. */
export interface TarVisitor {
  /** @returns whether the content is wanted; it is then kept in memory, so ask only for small ones. */
  entry(entry: TarEntry): boolean;
  content(content: Uint8Array): void;
  /** Whether it has seen so much that the rest need not be looked at. */
  readonly isFull: boolean;
}

/** Paths are not longer than this on any system, and extended headers hold little else. */
const MOST_EXTENDED_BYTES = 64 * 1024;
/** All of them together, in bytes: a hundred for each of 40 000 entries. Records of five bytes cost as much as others. */
const MOST_EXTENDED_BYTES_IN_ALL = 4 * 1024 * 1024;
/** An entry with the three kinds of header that may stand before it, for as many entries as a ZIP archive may have. */
const MOST_HEADERS = 4 * 65_536;

/**
 * Walks a tar archive that comes in pieces of any size, and holds no more than a header, an extended header, and the
 * contents that the visitor wants. Stops at the first thing that readers could take differently.
 */
export class TarWalker {
  readonly #visitor: TarVisitor;
  readonly #extended: ExtendedHeaders = new ExtendedHeaders();
  readonly #block: Uint8Array = new Uint8Array(BLOCK_BYTES);
  #filled = 0;
  #zeroBlocks = 0;
  #headers = 0;
  #extendedBytes = 0;
  #offset = 0;
  /** Of the last header, or block of zeros: where a fault is said to be, however the archive is cut in pieces. */
  #blockStart = 0;
  /** The entry at hand: its header, the content still to come, the padding behind it, and the content if it is wanted. */
  #header: TarHeader | undefined;
  #left = 0;
  #padding = 0;
  #kept: Uint8Array[] | undefined;
  #fault: { readonly problem: string; readonly offset: number } | undefined;

  constructor(visitor: TarVisitor) {
    this.#visitor = visitor;
  }

  /** What is wrong, and with the header at which byte of the tar archive; the rest was then not looked at. */
  get fault(): { readonly problem: string; readonly offset: number } | undefined {
    return this.#fault;
  }

  push(piece: Uint8Array): void {
    let rest = piece;
    while (rest.length > 0 && this.#fault === undefined && !this.#visitor.isFull) {
      const taken = this.#take(rest);
      this.#offset += taken;
      rest = rest.subarray(taken);
    }
  }

  /** The end of the archive. One without the two zero blocks is taken, as by most readers. */
  end(): void {
    if (this.#visitor.isFull) return;
    if (this.#filled > 0 || this.#left > 0 || this.#padding > 0) this.#note("it ends in the middle of an entry");
    if (this.#extended.isPending) this.#note("an extended header describes no entry");
    if (this.#offset === 0) this.#note("it is empty");
  }

  #note(problem: string | undefined): void {
    if (problem !== undefined) this.#fault ??= { problem, offset: this.#blockStart };
  }

  #take(piece: Uint8Array): number {
    if (this.#left > 0) return this.#takeContent(piece.subarray(0, this.#left));
    if (this.#padding > 0) return this.#skip(piece.subarray(0, this.#padding));
    return this.#takeBlock(piece.subarray(0, BLOCK_BYTES - this.#filled));
  }

  #takeContent(part: Uint8Array): number {
    this.#kept?.push(part.slice());
    this.#left -= part.length;
    if (this.#left === 0) this.#finishContent();
    return part.length;
  }

  // GNU tar, Python and pub read a long name to the end of its last block.
  #skip(part: Uint8Array): number {
    const isMeant = this.#header !== undefined && isExtended(this.#header.kind);
    if (isMeant && !isZero(part)) this.#note("something stands behind the end of an extended header");
    this.#padding -= part.length;
    return part.length;
  }

  #takeBlock(part: Uint8Array): number {
    if (this.#filled === 0) this.#blockStart = this.#offset;
    this.#block.set(part, this.#filled);
    this.#filled = (this.#filled + part.length) % BLOCK_BYTES;
    if (this.#filled === 0) this.#readBlock();
    return part.length;
  }

  // Two zero blocks are the end, and zeros may follow (archives are padded to a multiple of 10 KiB). Whether a reader goes
  // on behind one zero block, or behind the end, differs; so nothing may stand there.
  #readBlock(): void {
    if (isZero(this.#block)) this.#zeroBlocks++;
    else if (this.#zeroBlocks > 0) this.#note("something stands behind the end of the archive");
    else this.#readHeader();
  }

  #readHeader(): void {
    const header = readTarHeader(this.#block);
    if (typeof header === "string") {
      this.#note(header);
      return;
    }
    if (++this.#headers > MOST_HEADERS) this.#note("it has more headers than any package needs");
    this.#header = header;
    this.#left = header.size;
    this.#padding = (BLOCK_BYTES - (header.size % BLOCK_BYTES)) % BLOCK_BYTES;
    this.#kept = this.#isWanted(header) ? [] : undefined;
    if (header.size === 0) this.#finishContent();
  }

  #isWanted(header: TarHeader): boolean {
    if (isExtended(header.kind)) {
      this.#extendedBytes += header.size;
      // node-tar drops it, and reads its content for headers.
      if (header.name === "") this.#note("an extended header has no name of its own");
      if (header.size > MOST_EXTENDED_BYTES) this.#note("an extended header is larger than any path needs");
      if (this.#extendedBytes > MOST_EXTENDED_BYTES_IN_ALL)
        this.#note("its extended headers together are larger than any paths need");
      return true;
    }
    const entry = this.#extended.apply(header);
    if (typeof entry !== "string") return this.#visitor.entry(entry);
    this.#note(entry);
    return false;
  }

  #finishContent(): void {
    const content = this.#kept === undefined ? undefined : concatBytes(this.#kept);
    this.#kept = undefined;
    if (content === undefined || this.#header === undefined) return;
    if (isExtended(this.#header.kind)) this.#note(this.#extended.take(this.#header.kind, content));
    else this.#visitor.content(content);
  }
}

function isZero(part: Uint8Array): boolean {
  for (let at = 0; at < part.length; at++) if (part[at] !== 0) return false;
  return true;
}
