import type { Gunzip } from "fflate";
import { crc32, type RandomAccessSource, readRange } from "../../bytes/index.js";
import { type Finding, found, sourceChanged } from "../../report/index.js";
import { setU32 } from "../zip/fields.js";
import { TRAILER_BYTES } from "./header.js";

const PIECE_BYTES = 64 * 1024;

/** fflate's FlateErrorCode for bytes that are no gzip header. */
const NOT_GZIP = 6;

/**
 * Says why a file is not exactly one gzip member: several, something behind it, or data that are broken. Slower than
 * finding out that it isn't, and read only then.
 *
 * @param limit the most that is inflated, in bytes.
 * @throws TransportError the source is shorter than it says.
 */
export async function explainMember(source: RandomAccessSource, headerLength: number, limit: number): Promise<Finding> {
  const member = await firstMember(source, limit);
  if (member.end === "second") {
    return found("package-entry-ambiguous", { entry: "", problem: "several-members" }, { part: "package" });
  }
  const end = member.end === "broken" ? undefined : await trailerEnd(source, headerLength, member);
  if (end === undefined) {
    const problem = "its DEFLATE data are broken, cut off, or not what the CRC-32 and length behind them say";
    return found("package-malformed", { structure: "gzip member", offset: headerLength, problem });
  }
  const range = { start: end, end: source.size };
  return found("package-bytes-unsigned", range, { part: "package", ...range });
}

interface FirstMember {
  readonly crc32: number;
  readonly length: number;
  /** What comes behind it. */
  readonly end: "second" | "other" | "broken";
}

async function firstMember(source: RandomAccessSource, limit: number): Promise<FirstMember> {
  const { Gunzip: Decoder } = await import("fflate");
  let [crc, length, isSecond] = [0, 0, false];
  const gunzip = new Decoder((output) => {
    crc = crc32(output, crc);
    length += output.length;
  });
  gunzip.onmember = () => (isSecond = true);
  const isSound = await feed(gunzip, source, () => isSecond || length > limit);
  const end = isSecond ? "second" : isSound && length <= limit ? "other" : "broken";
  return { crc32: crc, length, end };
}

/** @returns whether the decoder took it all for members, or stopped at something that is none. */
async function feed(gunzip: Gunzip, source: RandomAccessSource, isEnough: () => boolean): Promise<boolean> {
  for (let at = 0; at < source.size && !isEnough(); at += PIECE_BYTES) {
    const end = Math.min(at + PIECE_BYTES, source.size);
    const piece = await readRange(source, at, end);
    if (piece === undefined) throw sourceChanged("the package");
    try {
      gunzip.push(piece, end === source.size);
    } catch (problem) {
      return problem instanceof Error && "code" in problem && problem.code === NOT_GZIP;
    }
  }
  return true;
}

/** Where the member ends: behind the first place where its CRC-32 and length are written. */
async function trailerEnd(source: RandomAccessSource, start: number, member: FirstMember): Promise<number | undefined> {
  const trailer = new Uint8Array(TRAILER_BYTES);
  setU32(trailer, 0, member.crc32);
  setU32(trailer, 4, member.length);
  for (let at = start; at < source.size; at += PIECE_BYTES) {
    const piece = await readRange(source, at, Math.min(at + PIECE_BYTES + TRAILER_BYTES - 1, source.size));
    if (piece === undefined) throw sourceChanged("the package");
    const place = indexOf(piece, trailer);
    if (place >= 0) return at + place + TRAILER_BYTES;
  }
  return undefined;
}

function indexOf(bytes: Uint8Array, wanted: Uint8Array): number {
  const first = wanted[0] ?? 0;
  for (let at = bytes.indexOf(first); at >= 0; at = bytes.indexOf(first, at + 1)) {
    if (wanted.every((octet, index) => bytes[at + index] === octet)) return at;
  }
  return -1;
}
