/** Everything in a tar archive comes in blocks of this size (POSIX.1-2017 pax, "ustar Interchange Format"). */
export const BLOCK_BYTES = 512;

/** Types of entries (typeflag), as far as a package may hold them; the last four describe the entry that follows. */
export type TarKind =
  | "file"
  | "directory"
  | "link"
  | "symbolic-link"
  | "pax"
  | "pax-global"
  | "long-name"
  | "long-link";

const KINDS: ReadonlyMap<string, TarKind> = new Map([
  ["0", "file"],
  ["\0", "file"],
  ["7", "file"],
  ["1", "link"],
  ["2", "symbolic-link"],
  ["5", "directory"],
  ["x", "pax"],
  ["g", "pax-global"],
  ["L", "long-name"],
  ["K", "long-link"],
]);

/** One header, with the names as they stand there; what an extended header says about them comes on top. */
export interface TarHeader {
  readonly kind: TarKind;
  readonly name: string;
  /** What a link points at. */
  readonly target: string;
  /** Bytes of content that follow, without padding. */
  readonly size: number;
}

const utf8 = new TextDecoder("utf-8", { ignoreBOM: true });

/** Places and lengths of the numeric fields (POSIX.1-2017 pax, "ustar Interchange Format"). */
const OTHER_NUMBERS = [
  [100, 8], // mode
  [108, 8], // uid
  [116, 8], // gid
  [136, 12], // mtime
  [329, 8], // devmajor
  [337, 8], // devminor
] as const;
const SIZE = [124, 12] as const;
const CHECKSUM = [148, 8] as const;

/**
 * Reads a header block that is not all zero.
 *
 * Where implementations read a field differently, the field must not matter. The prefix of the name is POSIX's, and GNU
 * and star keep times there. Links and directories have no content, and some skip what the size says all the same. And
 * Python takes a header with any number that it can't read for the end of the archive, so that all have to be readable.
 *
 * @returns what is wrong, if readers could not agree on it.
 */
export function readTarHeader(block: Uint8Array): TarHeader | string {
  if (octal(block, ...CHECKSUM) !== checksum(block)) return "the header's checksum is wrong";
  const typeflag = String.fromCharCode(block[156] ?? 0);
  const kind = KINDS.get(typeflag);
  if (kind === undefined) return `entries of type ${JSON.stringify(typeflag)} have no place here`;
  const size = number(block, ...SIZE);
  if (size === undefined || size < 0) return "the entry's size cannot be read";
  if (OTHER_NUMBERS.some(([start, length]) => number(block, start, length) === undefined))
    return "a number cannot be read";
  const hasContent = kind !== "directory" && kind !== "link" && kind !== "symbolic-link";
  if (!hasContent && size !== 0) return `a ${kind} claims content`;
  const prefix = textOf(block, 345, 155);
  if (prefix !== "" && !isPosix(block)) return "a name's prefix stands in a header that is not POSIX's";
  const name = textOf(block, 0, 100);
  return { kind, name: prefix === "" ? name : `${prefix}/${name}`, target: textOf(block, 157, 100), size };
}

/** GNU's magic ends in a space, and star's headers in a word of their own. */
function isPosix(block: Uint8Array): boolean {
  return textOf(block, 257, 6) === "ustar" && block[262] === 0 && textOf(block, 508, 4) !== "tar";
}

/** Text up to the first NUL, or the whole field. */
function textOf(block: Uint8Array, start: number, length: number): string {
  const field = block.subarray(start, start + length);
  const end = field.indexOf(0);
  return utf8.decode(end < 0 ? field : field.subarray(0, end));
}

/** The sum of all octets, its own field taken for spaces. */
function checksum(block: Uint8Array): number {
  const [start, length] = CHECKSUM;
  let sum = 0;
  for (let at = 0; at < BLOCK_BYTES; at++) sum += at >= start && at < start + length ? 0x20 : (block[at] ?? 0);
  return sum;
}

/** Octal, or behind an octet of 80 or FF a number in two's complement, as GNU and pax write what octal can't hold. */
function number(block: Uint8Array, start: number, length: number): number | undefined {
  const first = block[start] ?? 0;
  if (first !== 0x80 && first !== 0xff) return octal(block, start, length);
  let value = first === 0x80 ? 0 : -1;
  for (let at = start + 1; at < start + length; at++) value = value * 256 + (block[at] ?? 0);
  return Number.isSafeInteger(value) ? value : undefined;
}

/** Spaces, octal digits, then spaces and NULs to the end. An empty field is zero. Eight of them stand in each header. */
function octal(block: Uint8Array, start: number, length: number): number | undefined {
  const end = start + length;
  let at = start;
  while (at < end && block[at] === SPACE) at++;
  let value = 0;
  for (; at < end && isOctalDigit(block[at]); at++) value = value * 8 + ((block[at] ?? 0) - ZERO);
  while (at < end && (block[at] === SPACE || block[at] === 0)) at++;
  return at === end ? value : undefined;
}

const [SPACE, ZERO] = [0x20, 0x30];

function isOctalDigit(octet: number | undefined): boolean {
  return octet !== undefined && octet >= ZERO && octet < ZERO + 8;
}
