import { type Budgets, type Finding, found } from "../../report/index.js";
import type { FindingList } from "../finding-list.js";
import type { EndRecord } from "./end-record.js";
import { decodeName } from "./entry-name.js";
import { CENTRAL, CENTRAL_RECORD, CENTRAL_RECORD_BYTES, u16, u32 } from "./fields.js";

const NO_BYTES = new Uint8Array(0);

/** One entry as the central directory has it. */
export interface ZipEntry {
  /** The whole central record: fixed fields, name, extra fields, comment. */
  readonly record: Uint8Array;
  /** Place of the record, in bytes from the start of the file. */
  readonly recordOffset: number;
  readonly name: Uint8Array;
  readonly extra: Uint8Array;
  readonly compressedSize: number;
  readonly localOffset: number;
}

/**
 * Reads the records of the central directory up to the end record, each behind the one before.
 *
 * @param tail begins with the first record.
 * @returns `undefined` if there are none, too many, or if one places its entry where none can be; `findings` say which.
 */
export function walkDirectory(
  tail: Uint8Array,
  end: EndRecord,
  budgets: Budgets,
  findings: FindingList,
): readonly ZipEntry[] | undefined {
  const entries: ZipEntry[] = [];
  const directoryBytes = end.offset - end.directoryOffset;
  let at = 0;
  while (at < directoryBytes) {
    const entry = readRecord(tail, at, directoryBytes, end.directoryOffset);
    if (typeof entry === "string") {
      findings.add(malformed("central directory", end.directoryOffset + at, entry));
      if (entries.length === 0) return undefined;
      break; // what was read can still be shown
    }
    entries.push(entry);
    at += entry.record.length;
    if (entries.length > budgets.packageEntries) {
      findings.add(tooManyEntries(entries.length, budgets));
      return undefined;
    }
  }
  checkCount(entries.length, end, findings);
  return entries.every((entry) => startsBeforeDirectory(entry, end, findings)) ? entries : undefined;
}

function malformed(structure: string, offset: number, problem: string): Finding {
  return found("package-malformed", { structure, offset, problem });
}

function tooManyEntries(actual: number, budgets: Budgets): Finding {
  return found("package-too-large", { limit: budgets.packageEntries, actual, unit: "entries" });
}

function checkCount(actual: number, end: EndRecord, findings: FindingList): void {
  const structure = "end of central directory record";
  if (actual === 0) {
    findings.add(malformed(structure, end.offset, "the archive has no entries"));
  }
  if (end.entries === actual && end.entriesOnDisk === actual) return;
  const problem = `it counts ${end.entries} entries (${end.entriesOnDisk} on this disk), the directory has ${actual}`;
  findings.add(malformed(structure, end.offset, problem));
}

function startsBeforeDirectory(entry: ZipEntry, end: EndRecord, findings: FindingList): boolean {
  if (u16(entry.record, CENTRAL.disk) !== 0) {
    findings.add(malformed("central record", entry.recordOffset, "it places its entry on another disk"));
  }
  if (entry.localOffset < end.directoryOffset) return true;
  if (entry.localOffset === 0xffffffff) {
    // All ones say that a Zip64 field has the place (APPNOTE §4.4.16), whether or not one is there.
    findings.add(found("package-zip64", { structure: `central record of ${decodeName(entry.name)}` }));
    return false;
  }
  const problem = `it places its entry at ${entry.localOffset}, behind the start of the directory`;
  findings.add(malformed("central record", entry.recordOffset, problem));
  return false;
}

/**
 * Reads the record at `at`, which ends before `limit`.
 *
 * @returns what is wrong, if there is no record.
 */
function readRecord(tail: Uint8Array, at: number, limit: number, tailOffset: number): ZipEntry | string {
  const nameStart = at + CENTRAL_RECORD_BYTES;
  if (nameStart > limit || u32(tail, at) !== CENTRAL_RECORD) return "no central record stands here";
  const nameEnd = nameStart + u16(tail, at + CENTRAL.nameLength);
  const extraEnd = nameEnd + u16(tail, at + CENTRAL.extraLength);
  const recordEnd = extraEnd + u16(tail, at + CENTRAL.commentLength);
  if (recordEnd > limit) return "the record runs over the end of the directory";
  return {
    record: tail.subarray(at, recordEnd),
    recordOffset: tailOffset + at,
    name: tail.subarray(nameStart, nameEnd),
    extra: extraEnd > nameEnd ? tail.subarray(nameEnd, extraEnd) : NO_BYTES,
    compressedSize: u32(tail, at + CENTRAL.compressedSize),
    localOffset: u32(tail, at + CENTRAL.localOffset),
  };
}
