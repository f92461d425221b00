/**
 * bytes: slices of memory and sources that can be read at any place.
 * Never decodes a format and never touches `node:*`; every other room may import it.
 * Start with `source.ts` (what a package is read through) and `segments.ts` (how a file is described).
 */
export { compareBytes, equalBytes, startsWith } from "./compare.js";
export { crc32 } from "./crc32.js";
export { concatBytes } from "./concat.js";
export { andThen, type Eventual, eventual, inTurn, mapInTurn, someInTurn } from "./eventual.js";
export { findOctets } from "./find.js";
export { bytesKey, fromBase64, fromHex, isAscii, latin1Pieces, latin1Text, toBase64, toHex } from "./text.js";
export {
  asSource,
  heldRange,
  fill,
  readRange,
  SLICE_BYTES,
  type PackageSource,
  type PartToRead,
  type RandomAccessSource,
  type RangeOfBytes,
} from "./source.js";
export { HeldSource, releaseHeld } from "./held-source.js";
export { segmentsLength, visitSegments, type Segment } from "./segments.js";
