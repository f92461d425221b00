import { type Budgets, type Finding, found } from "../../report/index.js";
import type { FindingList } from "../finding-list.js";
import type { WindowReader } from "../window-reader.js";
import type { EndRecord } from "./end-record.js";
import { ZIP64_LOCATOR, ZIP64_LOCATOR_BYTES, u32 } from "./fields.js";

/**
 * The directory is kept in memory. 65 534 entries with names of 1 000 bytes fit; real ones stay below 10 MiB. Without a
 * limit, comments and extra fields could make it 4 GiB.
 */
const MOST_DIRECTORY_BYTES = 64 * 1024 * 1024;

/**
 * Judges what the end record claims, before anything is read or allocated on its word.
 *
 * @returns whether the directory it points at may be walked.
 */
export function checkEndRecord(end: EndRecord, reader: WindowReader, budgets: Budgets, findings: FindingList): boolean {
  if (hasZip64(end, reader)) {
    findings.add(found("package-zip64", { structure: "end of central directory" }));
    return false;
  }
  if (end.disk !== 0 || end.directoryDisk !== 0) findings.add(malformed(end, "the archive spans several disks"));
  const between = end.offset - end.directoryOffset;
  if (between < 0) {
    findings.add(malformed(end, `it places the directory at ${end.directoryOffset}, behind itself`));
    return false;
  }
  if (between !== end.directorySize) {
    const problem = `it gives the directory a size of ${end.directorySize}, but ${between} bytes stand before it`;
    findings.add(malformed(end, problem));
  }
  return withinLimits(end, between, budgets, findings);
}

// Whoever looks for a locator looks right before the end record; some do so only where a field is all ones, some always
// (APPNOTE §4.3.15, §4.4.1.4). Either sign is enough: a package without Zip64 shows neither.
function hasZip64(end: EndRecord, reader: WindowReader): boolean {
  if (end.entries === 0xffff || end.entriesOnDisk === 0xffff) return true;
  if (end.directorySize === 0xffffffff || end.directoryOffset === 0xffffffff) return true;
  if (end.disk === 0xffff || end.directoryDisk === 0xffff) return true;
  const locator = reader.held(end.offset - ZIP64_LOCATOR_BYTES, end.offset);
  return end.offset >= ZIP64_LOCATOR_BYTES && locator !== undefined && u32(locator, 0) === ZIP64_LOCATOR;
}

function malformed(end: EndRecord, problem: string): Finding {
  return found("package-malformed", { structure: "end of central directory record", offset: end.offset, problem });
}

function withinLimits(end: EndRecord, directoryBytes: number, budgets: Budgets, findings: FindingList): boolean {
  if (end.entries > budgets.packageEntries) {
    findings.add(found("package-too-large", { limit: budgets.packageEntries, actual: end.entries, unit: "entries" }));
    return false;
  }
  if (directoryBytes <= MOST_DIRECTORY_BYTES) return true;
  findings.add(found("package-too-large", { limit: MOST_DIRECTORY_BYTES, actual: directoryBytes, unit: "bytes" }));
  return false;
}
