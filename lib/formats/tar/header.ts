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

/**
 * Reads a header block that is not all zero.
 *
 * Where implementations read a field differently, the field must not matter: the prefix of the name is POSIX's, and GNU
 * keeps times there; links and directories have no content, and some skip what the size says all the same.
 *
 * @returns what is wrong, if readers could not agree on it.
 */
export function readTarHeader(block: Uint8Array): TarHeader | string {
  if (octal(block, 148, 8) !== checksum(block)) return "the header's checksum is wrong";
  const kind = KINDS.get(String.fromCharCode(block[156] ?? 0));
  if (kind === undefined)
    return `entries of type ${JSON.stringify(String.fromCharCode(block[156] ?? 0))} have no place here`;
  const size = sizeOf(block);
  if (size === undefined) return "the entry's size cannot be read";
  const hasContent = kind !== "directory" && kind !== "link" && kind !== "symbolic-link";
  if (!hasContent && size !== 0) return `a ${kind} claims content`;
  const prefix = textOf(block, 345, 155);
  const isPosix = textOf(block, 257, 6) === "ustar" && block[262] === 0;
  if (prefix !== "" && !isPosix) return "a name's prefix stands in a header that is not POSIX's";
  const name = textOf(block, 0, 100);
  return { kind, name: prefix === "" ? name : `${prefix}/${name}`, target: textOf(block, 157, 100), size };
}

/** Text up to the first NUL, or the whole field. */
function textOf(block: Uint8Array, start: number, length: number): string {
  const field = block.subarray(start, start + length);
  const end = field.indexOf(0);
  return utf8.decode(end < 0 ? field : field.subarray(0, end));
}

/** The sum of all octets, its own field taken for spaces. */
function checksum(block: Uint8Array): number {
  let sum = 0;
  for (let at = 0; at < BLOCK_BYTES; at++) sum += at >= 148 && at < 156 ? 0x20 : (block[at] ?? 0);
  return sum;
}

/** Octal, or with the top bit set binary, as GNU and POSIX.1-2001 archives write what is 8 GiB or larger. */
function sizeOf(block: Uint8Array): number | undefined {
  if (((block[124] ?? 0) & 0x80) === 0) return octal(block, 124, 12);
  let size = (block[124] ?? 0) & 0x7f;
  for (let at = 125; at < 136; at++) size = size * 256 + (block[at] ?? 0);
  return Number.isSafeInteger(size) ? size : undefined;
}

/** Spaces, octal digits, then spaces and NULs to the end. An empty field is zero. */
function octal(block: Uint8Array, start: number, length: number): number | undefined {
  const field = String.fromCharCode(...block.subarray(start, start + length));
  const digits = /^ *([0-7]*)[ \0]*$/.exec(field)?.[1];
  return digits === undefined ? undefined : digits === "" ? 0 : Number.parseInt(digits, 8);
}
