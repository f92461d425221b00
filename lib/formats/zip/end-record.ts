import { found } from "../../report/index.js";
import type { FindingList } from "../finding-list.js";
import { END, END_RECORD, END_RECORD_BYTES, u16, u32 } from "./fields.js";

/** The comment's length is a 16-bit field, so the record begins no further from the end (APPNOTE §4.3.16). */
const FURTHEST_FROM_END = END_RECORD_BYTES + 0xffff;

/** The end of central directory record, as read; nothing in it has been believed yet. */
export interface EndRecord {
  /** Bytes from the start of the file. */
  readonly offset: number;
  readonly disk: number;
  readonly directoryDisk: number;
  readonly entriesOnDisk: number;
  readonly entries: number;
  readonly directorySize: number;
  readonly directoryOffset: number;
}

/**
 * Finds the end record in the last bytes of a file: the last one, as NuGet and nearly all readers do.
 *
 * Which record counts must not be a matter of taste. Readers differ in whether they take the last signature or the last
 * whose comment ends the file, so a signature inside the comment, and an earlier record whose comment would end the file
 * as well, are findings. Earlier ones whose comment ends elsewhere are a ZIP stored inside this one: no reader takes them.
 *
 * @param tail the file's end, at least {@link FURTHEST_FROM_END} bytes of it or the whole.
 * @returns `undefined` if there is none.
 */
export function findEndRecord(tail: Uint8Array, tailStart: number, findings: FindingList): EndRecord | undefined {
  const marks = signaturesFromTheEnd(tail);
  const places = marks.filter((at) => at + END_RECORD_BYTES <= tail.length);
  const last = places[0];
  if (last === undefined) return undefined;
  const rivals = places.filter((at) => at !== last && commentEnd(tail, at) === tail.length);
  if (rivals.length > 0 || marks[0] !== last) {
    const problem = "second-end-record";
    findings.add(
      found("package-entry-ambiguous", { entry: "", problem }, { part: "package", start: tailStart + last }),
    );
  }
  checkComment(tail, tailStart, last, findings);
  return readEndRecord(tail, last, tailStart);
}

/**
 * For each octet its place in the signature `PK\5\6`, counted from 1; 0 for octets that are not in it. One load and one
 * branch for each fourth byte of 64 KiB: this look is a tenth of what a verification may cost beside its public-key
 * operations.
 */
const PLACE_IN_SIGNATURE: Uint8Array = Uint8Array.from(
  { length: 256 },
  (_, octet) => [0x50, 0x4b, 5, 6].indexOf(octet) + 1,
);

// Four octets that all differ: of any four bytes in a row, one looked at tells where a signature would begin.
function signaturesFromTheEnd(tail: Uint8Array): readonly number[] {
  const earliest = Math.max(0, tail.length - FURTHEST_FROM_END);
  const bytes = new DataView(tail.buffer, tail.byteOffset, tail.length);
  const places: number[] = [];
  for (let at = tail.length - 1; at >= earliest; at -= 4) {
    const place = PLACE_IN_SIGNATURE[bytes.getUint8(at)];
    if (place === undefined || place === 0) continue;
    const start = at - place + 1;
    if (start >= earliest && start + 4 <= tail.length && u32(tail, start) === END_RECORD) places.push(start);
  }
  return places;
}

function commentEnd(tail: Uint8Array, at: number): number {
  return at + END_RECORD_BYTES + u16(tail, at + END.commentLength);
}

function checkComment(tail: Uint8Array, tailStart: number, at: number, findings: FindingList): void {
  const structure = "comment of the end of central directory record";
  const actualBytes = tail.length - at - END_RECORD_BYTES;
  const expectedBytes = u16(tail, at + END.commentLength);
  if (expectedBytes > actualBytes) findings.add(found("package-truncated", { structure, expectedBytes, actualBytes }));
  if (expectedBytes >= actualBytes) return;
  const problem = `${actualBytes - expectedBytes} bytes follow it`;
  findings.add(found("package-malformed", { structure, offset: tailStart + commentEnd(tail, at), problem }));
}

function readEndRecord(tail: Uint8Array, at: number, tailStart: number): EndRecord {
  return {
    offset: tailStart + at,
    disk: u16(tail, at + END.disk),
    directoryDisk: u16(tail, at + END.directoryDisk),
    entriesOnDisk: u16(tail, at + END.entriesOnDisk),
    entries: u16(tail, at + END.entries),
    directorySize: u32(tail, at + END.directorySize),
    directoryOffset: u32(tail, at + END.directoryOffset),
  };
}
