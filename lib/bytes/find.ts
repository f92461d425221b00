import { platformIndexOf } from "./platform.js";

/** Formats' marks are shorter. Longer patterns are names and numbers out of packages, which somebody chose. */
const LONGEST_MARK = 16;

/**
 * Where a pattern begins at or after `from`, or -1. The time it takes is linear, whatever the two hold.
 *
 * @param pattern one character for each octet.
 */
export function findOctets(bytes: Uint8Array, pattern: string, from: number): number {
  // The platform's search takes the product of both lengths at worst: 11 s for a name of 250 kB.
  if (pattern.length > LONGEST_MARK) return findChosen(bytes, pattern, from);
  return platformIndexOf(bytes, pattern, from) ?? findHere(bytes, pattern, from);
}

/** By Knuth, Morris and Pratt: no octet is looked at again for having fitted. */
function findChosen(bytes: Uint8Array, pattern: string, from: number): number {
  if (bytes.length - from < pattern.length) return -1;
  const borders = bordersOf(pattern);
  let fitting = 0;
  for (let at = from; at < bytes.length; at++) {
    const octet = bytes[at];
    while (fitting > 0 && pattern.charCodeAt(fitting) !== octet) fitting = borders[fitting - 1] ?? 0;
    if (pattern.charCodeAt(fitting) === octet) fitting++;
    if (fitting === pattern.length) return at + 1 - fitting;
  }
  return -1;
}

/** For each beginning of a pattern, by the place it ends at: how much of it, but not all, both begins and ends it. */
function bordersOf(pattern: string): Uint32Array {
  const borders = new Uint32Array(pattern.length);
  let fitting = 0;
  for (let at = 1; at < pattern.length; at++) {
    const octet = pattern.charCodeAt(at);
    while (fitting > 0 && pattern.charCodeAt(fitting) !== octet) fitting = borders[fitting - 1] ?? 0;
    if (pattern.charCodeAt(fitting) === octet) fitting++;
    borders[at] = fitting;
  }
  return borders;
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
