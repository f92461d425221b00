import { platformHex, platformLatin1, platformUtf8Length } from "./platform.js";

const HEX = Array.from({ length: 256 }, (_, octet) => octet.toString(16).padStart(2, "0"));
const BASE64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
/** By character code; what is no digit has 64. */
const BASE64_VALUE = Uint8Array.from(
  { length: 128 },
  (_, code) => (BASE64.indexOf(String.fromCharCode(code)) + 65) % 65,
);

/** Lower-case hex without separators. */
export function toHex(bytes: Uint8Array): string {
  return platformHex(bytes) ?? hexHere(bytes);
}

/** The same where the platform makes no text. */
export function hexHere(bytes: Uint8Array): string {
  let text = "";
  for (let index = 0; index < bytes.length; index++) text += HEX[bytes[index] ?? 0] ?? "";
  return text;
}

/** @returns `undefined` unless the text is an even number of hex digits of either case, without separators. */
export function fromHex(text: string): Uint8Array<ArrayBuffer> | undefined {
  if (text.length % 2 !== 0) return undefined;
  const bytes = new Uint8Array(text.length / 2);
  for (let index = 0; index < bytes.length; index++) {
    const high = hexDigit(text.charCodeAt(2 * index));
    const low = hexDigit(text.charCodeAt(2 * index + 1));
    if (high < 0 || low < 0) return undefined;
    bytes[index] = high * 16 + low;
  }
  return bytes;
}

function hexDigit(code: number): number {
  if (code >= 0x30 && code <= 0x39) return code - 0x30;
  if (code >= 0x41 && code <= 0x46) return code - 0x37;
  return code >= 0x61 && code <= 0x66 ? code - 0x57 : -1;
}

/** Standard base64 with padding (RFC 4648 §4). */
export function toBase64(bytes: Uint8Array): string {
  let text = "";
  for (let index = 0; index < bytes.length; index += 3) {
    const [first = 0, second = 0, third = 0] = bytes.subarray(index, index + 3);
    const left = bytes.length - index;
    text += sextet(first >> 2) + sextet(((first & 3) << 4) | (second >> 4));
    text += left > 1 ? sextet(((second & 15) << 2) | (third >> 6)) : "=";
    text += left > 2 ? sextet(third & 63) : "=";
  }
  return text;
}

function sextet(value: number): string {
  return BASE64.charAt(value);
}

/** @returns `undefined` unless the text is canonical base64 with padding and no white space (RFC 4648 §3.5, §4). */
export function fromBase64(text: string): Uint8Array<ArrayBuffer> | undefined {
  if (text.length % 4 !== 0) return undefined;
  const padding = text.endsWith("==") ? 2 : text.endsWith("=") ? 1 : 0;
  const bytes = new Uint8Array((text.length / 4) * 3 - padding);
  let accumulator = 0;
  let written = 0;
  for (let index = 0; index < text.length - padding; index++) {
    const value = BASE64_VALUE[text.charCodeAt(index)] ?? 64;
    if (value === 64) return undefined;
    accumulator = ((accumulator << 6) | value) & 0xffffff;
    if (index % 4 !== 0) bytes[written++] = (accumulator >> (6 - 2 * (index % 4))) & 0xff;
  }
  const unusedBits = padding === 2 ? 0x0f : padding === 1 ? 0x03 : 0;
  return (accumulator & unusedBits) === 0 ? bytes : undefined;
}

/** One character for each octet of `[start, end)`. */
export function latin1Text(bytes: Uint8Array, start = 0, end: number = bytes.length): string {
  return platformLatin1(bytes, start, end) ?? latin1Here(bytes, start, end);
}

/** Octets that become text in one call. */
const TEXT_PIECE_BYTES = 4096;

/** The same where the platform makes no text. */
export function latin1Here(bytes: Uint8Array, start = 0, end: number = bytes.length): string {
  let text = "";
  for (let at = start; at < end; at += TEXT_PIECE_BYTES) {
    const piece = bytes.subarray(at, Math.min(at + TEXT_PIECE_BYTES, end));
    // Spreading goes through an iterator, which takes several times as long.
    text += String.fromCharCode.apply(undefined, piece as unknown as number[]);
  }
  return text;
}

/** Whether every character is one of ASCII: just those take one octet in UTF-8. */
export function isAscii(text: string): boolean {
  const length = platformUtf8Length(text);
  return length === undefined ? isAsciiHere(text) : length === text.length;
}

/** The same where the platform does not count. */
export function isAsciiHere(text: string): boolean {
  for (let index = 0; index < text.length; index++) if (text.charCodeAt(index) >= 0x80) return false;
  return true;
}

/** The bytes as text of one character for each octet, in pieces of 8 KiB at most: a key for a `Map`, or input for a library. */
export function* latin1Pieces(bytes: Uint8Array): Generator<string> {
  for (let start = 0; start < bytes.length; start += 8192) {
    yield String.fromCharCode(...bytes.subarray(start, start + 8192));
  }
}

/**
 * A text that two byte strings share exactly if they are equal, to key a `Map` by them. It is made in one piece: put together
 * from short ones, that of a name takes three times the memory.
 */
export function bytesKey(bytes: Uint8Array): string {
  return latin1Text(bytes);
}
