import type { RandomAccessSource } from "../../bytes/index.js";
import { type Budgets, type Finding, found } from "../../report/index.js";
import type { FindingList } from "../finding-list.js";
import { WindowReader } from "../window-reader.js";
import { walkDirectory, type ZipEntry } from "./central-records.js";
import { checkEndRecord } from "./check-end-record.js";
import { type EndRecord, findEndRecord } from "./end-record.js";
import { END_RECORD_BYTES, LOCAL_HEADER, u32 } from "./fields.js";

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
  const problem = "there is none: the file is not a ZIP archive";
  return found("package-malformed", { structure, offset: reader.size, problem });
}

function slotsOf(entries: readonly ZipEntry[], end: EndRecord): readonly Slot[] {
  const ordered = entries.toSorted((left, right) => left.localOffset - right.localOffset);
  return ordered.map((entry, index) => {
    const slotEnd = ordered[index + 1]?.localOffset ?? end.directoryOffset;
    return { entry, start: entry.localOffset, end: slotEnd };
  });
}
