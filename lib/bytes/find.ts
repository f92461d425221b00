import { platformIndexOf } from "./platform.js";

/**
 * Where a short pattern begins at or after `from`, or -1.
 *
 * @param pattern one character for each octet.
 */
export function findOctets(bytes: Uint8Array, pattern: string, from: number): number {
  return platformIndexOf(bytes, pattern, from) ?? findHere(bytes, pattern, from);
}

/** The same without the platform's help. */
export function findHere(bytes: Uint8Array, pattern: string, from: number): number {
  const first = pattern.charCodeAt(0);
  for (let at = bytes.indexOf(first, from); at >= 0; at = bytes.indexOf(first, at + 1))
    if (fits(bytes, pattern, at)) return at;
  return -1;
}

function fits(bytes: Uint8Array, pattern: string, at: number): boolean {
  for (let index = 1; index < pattern.length; index++)
    if (bytes[at + index] !== pattern.charCodeAt(index)) return false;
  return true;
}
