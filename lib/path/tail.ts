/** Octets that a tail has: as many as a number holds exactly. */
const TAIL_BYTES = 6;

/**
 * The last octets as a number, to find certificates by: they end in a signature value, of which no two are alike. Whoever
 * finds one compares the whole.
 */
export function tailOf(bytes: Uint8Array): number {
  let tail = 0;
  for (let index = Math.max(0, bytes.length - TAIL_BYTES); index < bytes.length; index++)
    tail = tail * 256 + (bytes[index] ?? 0);
  return tail;
}
