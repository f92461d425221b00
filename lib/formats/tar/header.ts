import { checksum, isBlank, isOctalDigit, readNumber, readOctal } from "./numbers.js";
import { readName } from "./text.js";

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

/** Contiguous files (7) are not among them: pub leaves out what others extract. */
const KINDS: ReadonlyMap<string, TarKind> = new Map([
  ["0", "file"],
  ["\0", "file"],
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

/** Where the numeric fields begin and end (POSIX.1-2017 pax, "ustar Interchange Format"). */
const OTHER_NUMBERS = [
  [100, 108], // mode
  [108, 116], // uid
  [116, 124], // gid
  [136, 148], // mtime
  [329, 337], // devmajor
  [337, 345], // devminor
] as const;
const SIZE = [124, 136] as const;
const CHECKSUM = [148, 156] as const;
const NAME = [0, 100] as const;
const TARGET = [157, 257] as const;
const PREFIX = [345, 500] as const;
/** Behind a shorter prefix star keeps times, and node-tar as well. */
const SHORT_PREFIX = [345, 476] as const;

const UNREADABLE_NAME = "a name is no UTF-8, or goes on behind its NUL";
export const FILE_AS_DIRECTORY = "a file is named as a directory";
export const NEEDLESS_TARGET = "an entry that is no link has a link's target";

/**
 * Reads a header block that is not all zero.
 *
 * Where implementations read a field differently, the field must not matter. Links and directories have no content, and
 * some skip what the size says all the same. Python takes a header with any number that it can't read for the end of the
 * archive; GNU tar drops one with a size of spaces, and node-tar one whose checksum nothing ends, or that gives a file a
 * link's target: what is dropped has content, and there they look for further headers.
 *
 * @returns what is wrong, if readers could not agree on it.
 */
export function readTarHeader(block: Uint8Array): TarHeader | string {
  if (readOctal(block.subarray(...CHECKSUM)) !== checksum(block, ...CHECKSUM)) return "the header's checksum is wrong";
  if (isOctalDigit(block[CHECKSUM[1] - 1])) return "nothing ends the header's checksum";
  const typeflag = String.fromCharCode(block[156] ?? 0);
  const kind = KINDS.get(typeflag);
  if (kind === undefined) return `entries of type ${JSON.stringify(typeflag)} have no place here`;
  const size = readSize(block, kind);
  return typeof size === "string" ? size : withNames(block, kind, size);
}

export function isLink(kind: TarKind): boolean {
  return kind === "link" || kind === "symbolic-link";
}

function readSize(block: Uint8Array, kind: TarKind): number | string {
  const field = block.subarray(...SIZE);
  const size = readNumber(field);
  if (size === undefined || size < 0 || isBlank(field)) return "the entry's size cannot be read";
  if (OTHER_NUMBERS.some((place) => readNumber(block.subarray(...place)) === undefined))
    return "a number cannot be read";
  const hasContent = kind !== "directory" && !isLink(kind);
  return hasContent || size === 0 ? size : `a ${kind} claims content`;
}

function withNames(block: Uint8Array, kind: TarKind, size: number): TarHeader | string {
  const isPrefixed = block[PREFIX[0]] !== 0;
  if (isPrefixed && !isPosix(block)) return "a name's prefix stands in a header that is not POSIX's";
  const [name, target] = [readName(block.subarray(...NAME)), readName(block.subarray(...TARGET))];
  const prefix = isPosix(block) ? readPrefix(block) : "";
  if (name === undefined || target === undefined || prefix === undefined) return UNREADABLE_NAME;
  // By this name alone Python takes it for one without content, whatever an extended header calls it.
  if (kind === "file" && name.endsWith("/")) return FILE_AS_DIRECTORY;
  // A pax header may bear what it describes: nobody looks at it there.
  if (target !== "" && !isLink(kind) && kind !== "pax" && kind !== "pax-global") return NEEDLESS_TARGET;
  return { kind, name: isPrefixed ? `${prefix}/${name}` : name, target, size };
}

function readPrefix(block: Uint8Array): string | undefined {
  const short = block.subarray(...SHORT_PREFIX);
  return readName(short.includes(0) ? short : block.subarray(...PREFIX));
}

/** GNU's magic ends in a space, star's headers in a word of their own; and node-tar sees no prefix without the version. */
function isPosix(block: Uint8Array): boolean {
  return asciiAt(block, 257, 265) === "ustar\x0000" && asciiAt(block, 508, 512) !== "tar\0";
}

function asciiAt(block: Uint8Array, start: number, end: number): string {
  return String.fromCharCode(...block.subarray(start, end));
}
