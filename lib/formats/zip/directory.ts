import type { RandomAccessSource } from "../../bytes/index.js";
import { type Budgets, type Finding, found } from "../../report/index.js";
import type { FindingList } from "../finding-list.js";
import { WindowReader } from "../window-reader.js";
import { checkEndRecord } from "./check-end-record.js";
import { type EndRecord, findEndRecord } from "./end-record.js";
import { CENTRAL, CENTRAL_RECORD, CENTRAL_RECORD_BYTES, END_RECORD_BYTES, LOCAL_HEADER, u16, u32 } from "./fields.js";

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
 * An entry's share of the file: from its local header to the next one or to the directory. Gaps, data descriptors and junk
 * belong to the entry before them, as in NuGet (SignedPackageArchiveIOUtility.cs).
 */
export interface Slot {
  readonly entry: ZipEntry;
  readonly start: number;
  readonly end: number;
}

/** A ZIP archive whose directory was walked from end to end. */
export interface ZipArchive {
  readonly reader: WindowReader;
  readonly end: EndRecord;
  /** Everything from the first central record to the end of the file. */
  readonly tail: Uint8Array;
  readonly directoryOffset: number;
  /** In the order of the directory. */
  readonly entries: readonly ZipEntry[];
  /** In the order of the file. */
  readonly slots: readonly Slot[];
}

/**
 * Reads end record and central directory.
 *
 * @returns `undefined` if no directory can be made out; otherwise it was walked to its end, and `findings` hold what else
 *   is wrong with it.
 * @throws TransportError the source is shorter than it says.
 */
export async function openZip(
  source: RandomAccessSource,
  budgets: Budgets,
  findings: FindingList,
): Promise<ZipArchive | undefined> {
  const reader = await WindowReader.open(source);
  const end = findEndRecord(reader.tail, reader.tailStart, findings);
  if (end === undefined) findings.add(await noEndRecord(reader));
  if (end === undefined || !checkEndRecord(end, reader, budgets, findings)) return undefined;
  const tail = await reader.bytes(end.directoryOffset, reader.size);
  const entries = walkDirectory(tail, end, budgets, findings);
  if (entries === undefined) return undefined;
  return { reader, end, tail, directoryOffset: end.directoryOffset, entries, slots: slotsOf(entries, end) };
}

/** A file that begins as an archive does was cut off; any other is none. */
async function noEndRecord(reader: WindowReader): Promise<Finding> {
  const structure = "end of central directory record";
  const isTooShort = reader.size < END_RECORD_BYTES;
  if (isTooShort || u32(await reader.bytes(0, 4), 0) === LOCAL_HEADER) {
    const actualBytes = isTooShort ? reader.size : 0;
    return found("package-truncated", { structure, expectedBytes: END_RECORD_BYTES, actualBytes });
  }
  return malformed(structure, reader.size, "there is none: the file is not a ZIP archive");
}

function walkDirectory(
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

function slotsOf(entries: readonly ZipEntry[], end: EndRecord): readonly Slot[] {
  const ordered = entries.toSorted((left, right) => left.localOffset - right.localOffset);
  return ordered.map((entry, index) => {
    const slotEnd = ordered[index + 1]?.localOffset ?? end.directoryOffset;
    return { entry, start: entry.localOffset, end: slotEnd };
  });
}
