import { crc32, type RandomAccessSource, readRange } from "../../bytes/index.js";
import { type Budgets, type Finding, found, sourceChanged } from "../../report/index.js";
import { Inflation } from "../inflate.js";
import { u32 } from "../zip/fields.js";
import { explainMember } from "./explain-member.js";
import { gzipHeaderLength, MOST_HEADER_BYTES, TRAILER_BYTES } from "./header.js";

/** Read and inflated at a time: one piece can grow to 64 MiB, all of it in small chunks. */
const PIECE_BYTES = 64 * 1024;

/**
 * Inflates a file that has to be exactly one gzip member.
 *
 * Nothing in the format says how long a member is: that a second one follows, which some readers unpack and others don't,
 * shows only where the first one's DEFLATE data end. So all of it is inflated, within the budget. The platform's decoder
 * does it, in its own thread, and it doesn't tell where it stopped. Hence two of them, fed alike: one gets the data that
 * would end where the member's trailer begins, the other the same but for the last byte. The data end there and nowhere
 * else if the first is content and the second misses something. This costs no more time than one where there are two
 * cores; a decoder in JavaScript that tells its position (fflate) took twice as long when measured.
 *
 * @param visit takes the content piece by piece.
 * @returns what is wrong, or nothing.
 * @throws TransportError the source is shorter than it says.
 */
export async function readSingleMember(
  source: RandomAccessSource,
  budgets: Budgets,
  visit: (content: Uint8Array) => void,
): Promise<Finding | undefined> {
  const head = await read(source, 0, Math.min(source.size, MOST_HEADER_BYTES));
  const headerLength = gzipHeaderLength(head);
  if (typeof headerLength === "string") return malformed(0, headerLength);
  const dataEnd = source.size - TRAILER_BYTES;
  if (dataEnd <= headerLength) return malformed(headerLength, "the file ends with the header");
  const content = new ContentFacts(budgets.inflatedBytes, visit);
  const isExact = await endsExactly(source, headerLength, dataEnd, content);
  if (content.isTooLong) {
    return found("package-too-large", { limit: budgets.inflatedBytes, actual: content.length, unit: "bytes" });
  }
  if (!isExact) return explainMember(source, headerLength, budgets.inflatedBytes);
  const isIntact = content.fitsTrailer(await read(source, dataEnd, source.size));
  return isIntact ? undefined : malformed(dataEnd, "the content is not what its CRC-32 and length say");
}

/** Whether a DEFLATE stream ends at `end`, and not before. */
async function endsExactly(
  source: RandomAccessSource,
  start: number,
  end: number,
  content: ContentFacts,
): Promise<boolean> {
  const whole = new Inflation((output) => content.take(output));
  const cutShort = new Inflation(() => true);
  try {
    for (let at = start; at < end; at += PIECE_BYTES) {
      const piece = await read(source, at, Math.min(at + PIECE_BYTES, end));
      const shorter = at + PIECE_BYTES < end ? piece : piece.subarray(0, -1);
      const alongside = cutShort.write(shorter);
      if (!(await whole.write(piece))) return false; // at once: the other may have much of a bomb before it
      await alongside;
    }
    return (await whole.end()) === "complete" && (await cutShort.end()) === "broken";
  } finally {
    await whole.abandon();
    await cutShort.abandon();
  }
}

/** Length and CRC-32 of the content as it comes. */
class ContentFacts {
  readonly #limit: number;
  readonly #visit: (content: Uint8Array) => void;
  #crc32 = 0;
  length = 0;

  constructor(limit: number, visit: (content: Uint8Array) => void) {
    this.#limit = limit;
    this.#visit = visit;
  }

  get isTooLong(): boolean {
    return this.length > this.#limit;
  }

  /** @returns false once there is too much of it. */
  take(output: Uint8Array): boolean {
    this.length += output.length;
    if (this.isTooLong) return false;
    this.#crc32 = crc32(output, this.#crc32);
    this.#visit(output);
    return true;
  }

  fitsTrailer(trailer: Uint8Array): boolean {
    return u32(trailer, 0) === this.#crc32 && u32(trailer, 4) === this.length >>> 0;
  }
}

function malformed(offset: number, problem: string): Finding {
  return found("package-malformed", { structure: "gzip member", offset, problem });
}

async function read(source: RandomAccessSource, start: number, end: number): Promise<Uint8Array> {
  const bytes = await readRange(source, start, end);
  if (bytes === undefined) throw sourceChanged("the package");
  return bytes;
}
