/**
 * What Node does many times as fast as a loop does, found on the global object: nothing is imported, and elsewhere the
 * loops do it.
 */
interface Platform {
  readonly Buffer?: {
    from(
      memory: ArrayBufferLike,
      start: number,
      length: number,
    ): { indexOf(pattern: string, from: number, encoding: "latin1"): number };
    compare(left: Uint8Array, right: Uint8Array): number;
    byteLength(text: string): number;
    readonly prototype: { readonly latin1Slice?: SliceText; readonly hexSlice?: SliceText };
  };
  readonly setImmediate?: (turn: () => void) => unknown;
  readonly process?: { getBuiltinModule?(name: "node:zlib"): { readonly crc32?: Crc32 } | undefined };
}

type SliceText = (this: Uint8Array, start: number, end: number) => string;
type Crc32 = (bytes: Uint8Array, before: number) => number;

const { Buffer, process, setImmediate } = globalThis as Platform;
let crc32: Crc32 | undefined;

/** zlib's, loaded when first asked for. */
export function platformCrc32(): Crc32 | undefined {
  return (crc32 ??= process?.getBuiltinModule?.("node:zlib")?.crc32);
}

/** @returns `undefined` where the platform compares no octets. */
export function platformEquals(left: Uint8Array, right: Uint8Array): boolean | undefined {
  return Buffer && Buffer.compare(left, right) === 0;
}

/** @returns `undefined` where the platform searches no octets. */
export function platformIndexOf(
  { buffer, byteOffset, length }: Uint8Array,
  pattern: string,
  from: number,
): number | undefined {
  return Buffer?.from(buffer, byteOffset, length).indexOf(pattern, from, "latin1");
}

/** Lower-case hex. @returns `undefined` where the platform makes none. */
export function platformHex(bytes: Uint8Array): string | undefined {
  return Buffer?.prototype.hexSlice?.call(bytes, 0, bytes.length);
}

/** @returns `undefined` where the platform makes no text. */
export function platformLatin1(bytes: Uint8Array, start: number, end: number): string | undefined {
  return Buffer?.prototype.latin1Slice?.call(bytes, start, end);
}

/** Octets of the text in UTF-8. @returns `undefined` where the platform does not count them. */
export function platformUtf8Length(text: string): number | undefined {
  return Buffer?.byteLength(text);
}

/** Waits until signals, sockets and timers have had their turn. @returns `undefined` where the platform has no quick way. */
export function platformTurn(): Promise<void> | undefined {
  return setImmediate && new Promise((resolve) => void setImmediate(resolve));
}
