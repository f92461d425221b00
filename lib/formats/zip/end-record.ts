import { findOctets } from "../../bytes/index.js";
import { found } from "../../report/index.js";
import type { FindingList } from "../finding-list.js";
import { END, END_RECORD_BYTES, u16, u32 } from "./fields.js";

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

const SIGNATURE = "PK\u0005\u0006";

function signaturesFromTheEnd(tail: Uint8Array): readonly number[] {
  const places: number[] = [];
  const earliest = Math.max(0, tail.length - FURTHEST_FROM_END);
  for (let at = findOctets(tail, SIGNATURE, earliest); at >= 0; at = findOctets(tail, SIGNATURE, at + 1))
    places.push(at);
  return places.reverse();
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
  const left = actualBytes - expectedBytes;
  const problem = `${left === 1 ? "1 byte follows" : `${left} bytes follow`} it`;
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
