import { type RandomAccessSource, type Segment, visitSegments } from "../bytes/index.js";
import { sourceChanged } from "../report/index.js";

/**
 * Whether any reader could take a file for the manifest of a NuGet signature. A detached signature over it could then be
 * moved into a package, since NuGet judges no eContentType that would keep the two apart. The reading is as lax as
 * NuGet's, and laxer where that costs nothing: any line end, any version, any properties.
 *
 * @throws {TransportError} the source is shorter than it says.
 */
export async function readsAsManifest(
  source: RandomAccessSource,
  content: readonly Segment[],
  target: string,
): Promise<boolean> {
  const reader = new LaxManifestReader();
  // Nearly every file is settled by its first line: a window is read and judged before the next.
  for (const segment of windows(content)) {
    if (!(await visitSegments(source, [segment], (slice) => reader.read(slice)))) throw sourceChanged(target);
    if (reader.verdict !== undefined) return reader.verdict;
  }
  return false; // NuGet takes no section that the end of the text cuts off
}

const WINDOW_BYTES = 64 * 1024;

function* windows(content: readonly Segment[]): Iterable<Segment> {
  for (const segment of content) {
    if (segment.kind === "bytes") yield segment;
    else
      for (let start = segment.start; start < segment.end; start += WINDOW_BYTES)
        yield { kind: "range", start, end: Math.min(segment.end, start + WINDOW_BYTES) };
  }
}

const [LF, CR, COLON] = [0x0a, 0x0d, 0x3a];
/** What an octet may be; a set of these is a mask. */
const Kind = { lineEnd: 1, mark: 2, name: 4, colon: 8, other: 16 } as const;
/** Octets of a byte order mark in UTF-8, and the zeros and marks of UTF-16: a reader that honours a mark skips them. */
const MARKS: ReadonlySet<number> = new Set([0xef, 0xbb, 0xbf, 0xff, 0xfe, 0x00]);
const IN_VALUE = Kind.mark | Kind.name | Kind.colon | Kind.other;
/** No name that counts is longer (`2.16.840.1.101.3.4.2.1-Hash`); the rest of a longer one is passed over. */
const NAME_OCTETS = 64;

/** Reads sections of `name:value` lines octet by octet, in constant memory. */
class LaxManifestReader {
  /** Set as soon as the text is settled. */
  verdict: boolean | undefined;
  #section = 0;
  #linesInSection = 0;
  #namesVersion = false;
  #namesHash = false;
  #name = "";
  #nameOctets = 0;
  #valueOctets = -1; // -1: before the colon
  #afterReturn = false;

  read(slice: Uint8Array): void {
    for (let index = 0; this.verdict === undefined; index++) {
      index = this.#pass(slice, index);
      if (index >= slice.length) return;
      this.#take(slice[index] ?? 0);
    }
  }

  /** Passes over what changes nothing, at once: a disk image of zeros is one such run from its first octet to its last. */
  #pass(slice: Uint8Array, start: number): number {
    const end = endOfRun(slice, start, this.#passable());
    if (end > start) this.#afterReturn = false;
    if (this.#valueOctets >= 0) this.#valueOctets += end - start;
    return end;
  }

  #passable(): number {
    if (this.#valueOctets >= 0) return IN_VALUE;
    return this.#nameOctets >= NAME_OCTETS ? Kind.mark | Kind.name : Kind.mark;
  }

  #take(octet: number): void {
    const isSecondHalf = this.#afterReturn && octet === LF;
    this.#afterReturn = octet === CR;
    if (isSecondHalf) return;
    if (octet === LF || octet === CR) this.#endLine();
    else if (octet === COLON && this.#nameOctets > 0) this.#valueOctets = 0;
    else this.#takeName(octet);
  }

  #takeName(octet: number): void {
    if (kindOf(octet) !== Kind.name) this.verdict = false;
    this.#nameOctets++;
    this.#name += String.fromCharCode(octet);
  }

  #endLine(): void {
    if (this.#nameOctets === 0 && this.#valueOctets < 0) this.#endSection();
    else if (this.#valueOctets < 1) this.verdict = false;
    else this.#keepName();
    this.#name = "";
    this.#nameOctets = 0;
    this.#valueOctets = -1;
  }

  #keepName(): void {
    this.#linesInSection++;
    if (this.#section === 0 && this.#name === "Version") this.#namesVersion = true;
    if (this.#section === 1 && this.#name.endsWith("-Hash")) this.#namesHash = true;
  }

  #endSection(): void {
    const isGood = this.#linesInSection > 0 && (this.#section === 0 ? this.#namesVersion : this.#namesHash);
    if (!isGood) this.verdict = false;
    else if (this.#section === 1) this.verdict = true;
    this.#section++;
    this.#linesInSection = 0;
  }
}

/** By octet, for a file may be one run of many gigabytes. */
const KINDS = Uint8Array.from({ length: 256 }, (_, octet) => kindOf(octet));

function endOfRun(slice: Uint8Array, start: number, kinds: number): number {
  let end = start;
  while (end < slice.length && ((KINDS[slice[end] ?? 0] ?? 0) & kinds) !== 0) end++;
  return end;
}

function kindOf(octet: number): number {
  if (octet === LF || octet === CR) return Kind.lineEnd;
  if (octet === COLON) return Kind.colon;
  if (MARKS.has(octet)) return Kind.mark;
  return isNameOctet(octet) ? Kind.name : Kind.other;
}

/** Letters, digits, `.`, `-` and `/` (NuGet: KeyPairFileReader.cs). */
function isNameOctet(octet: number): boolean {
  const isLetter = (octet >= 0x41 && octet <= 0x5a) || (octet >= 0x61 && octet <= 0x7a);
  return isLetter || (octet >= 0x2d && octet <= 0x39);
}
