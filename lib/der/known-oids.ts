/** An identifier that was read before: its content octets, and its dotted form. */
interface KnownOid {
  readonly octets: Uint8Array;
  readonly text: string;
}

/** Some sixty identifiers make up nearly all that packages bring. A power of two. */
const PLACES = 1024;
/** Longer ones are read each time, so that what is kept stays small. */
const LONGEST_OCTETS = 24;

/**
 * Dotted forms by content octets, each at the one place that its octets name; whoever comes later takes it. What an identifier
 * is called depends on nothing but its octets, and those are compared in full: this saves time and changes no answer.
 */
const known: (KnownOid | undefined)[] = new Array<KnownOid | undefined>(PLACES).fill(undefined);

/** @returns `undefined` for one that has to be read. */
export function knownOid(bytes: Uint8Array, start: number, end: number): string | undefined {
  const one = known[placeOf(bytes, start, end)];
  if (one === undefined || one.octets.length !== end - start) return undefined;
  const { octets, text } = one;
  for (let index = 0; index < octets.length; index++) if (octets[index] !== bytes[start + index]) return undefined;
  return text;
}

/** For the next time. */
export function learnOid(bytes: Uint8Array, start: number, end: number, text: string): void {
  if (end - start > LONGEST_OCTETS) return;
  known[placeOf(bytes, start, end)] = { octets: Uint8Array.from(bytes.subarray(start, end)), text };
}

function placeOf(bytes: Uint8Array, start: number, end: number): number {
  let hash = end - start;
  for (let index = Math.max(start, end - 8); index < end; index++)
    hash = (Math.imul(hash, 31) + (bytes[index] ?? 0)) | 0;
  return (hash ^ (hash >>> 10)) & (PLACES - 1);
}
