import { crc32, equalBytes } from "../../bytes/index.js";
import { type Finding, found } from "../../report/index.js";
import type { FindingList } from "../finding-list.js";
import { checkGaps, type Gap, gapBehind } from "./check-gaps.js";
import type { ZipEntry } from "./central-records.js";
import type { Slot, ZipArchive } from "./directory.js";
import { decodeName } from "./entry-name.js";
import { EXTRA, unicodePath, visitExtraFields } from "./extra-fields.js";
import type { FileRange } from "../window-reader.js";
import { CENTRAL, FLAG, LOCAL, LOCAL_HEADER_BYTES, u16, u32 } from "./fields.js";
import { expectedEnd, heldHeader, type LocalHeader, readLocalHeader } from "./local-header.js";

/** Headers this near to each other are read together: copying 16 KiB costs about as much as a call of its own. */
const WORTH_READING_OVER = 16 * 1024;
/** No read ahead beyond this, so that memory stays flat. */
const MOST_READ_AHEAD = 1024 * 1024;

const NO_BYTES = new Uint8Array(0);

/**
 * Reads every local header and holds it against its central record: readers that stream see the one, readers that look up
 * see the other, and both must see the same package. Work and reads are linear in the number of entries.
 *
 * @throws TransportError the source is shorter than it says.
 */
export async function checkLocalHeaders(archive: ZipArchive, findings: FindingList): Promise<void> {
  const gaps: Gap[] = [];
  let index = 0;
  for (const slot of archive.slots) {
    const read = heldHeader(archive.reader, slot) ?? headerAt(archive, slot, index);
    const header = read instanceof Promise ? await read : read;
    index++;
    if (header === "missing") findings.add(noHeader(slot));
    else if (header === "overlap") findings.add(ambiguous(slot.entry, "overlap", slot.start));
    else {
      checkHeader(slot, header, findings);
      const gap = gapBehind(slot, header);
      if (gap !== undefined) gaps.push(gap);
    }
  }
  await checkGaps(archive, gaps, findings);
}

function headerAt(archive: ZipArchive, slot: Slot, index: number): ReturnType<typeof readLocalHeader> {
  return readLocalHeader(archive.reader, slot, () => headersFrom(archive, index));
}

/** Where the headers from one on lie, those near to each other in one range; no more than may be read ahead. */
function* headersFrom({ slots, directoryOffset, reader }: ZipArchive, first: number): Generator<FileRange> {
  let range: FileRange | undefined;
  let room = MOST_READ_AHEAD;
  for (let index = first, slot = slots[index]; slot !== undefined; slot = slots[++index]) {
    const own = { start: slot.start, end: Math.min(expectedEnd(slot), directoryOffset) };
    const joined = range && join(range, own);
    room -= joined === undefined ? own.end - own.start : joined.end - (range?.end ?? 0);
    if (range !== undefined && (room < 0 || own.start >= reader.tailStart)) break;
    if (range !== undefined && joined === undefined) yield range;
    range = joined ?? own;
  }
  if (range !== undefined) yield range;
}

function join(range: FileRange, next: FileRange): FileRange | undefined {
  const isNear = next.start - range.end <= WORTH_READING_OVER;
  return isNear ? { start: range.start, end: Math.max(range.end, next.end) } : undefined;
}

function noHeader(slot: Slot): Finding {
  const structure = `local header of ${decodeName(slot.entry.name)}`;
  return found("package-malformed", { structure, offset: slot.start, problem: "no local header stands here" });
}

function checkHeader(slot: Slot, header: LocalHeader, findings: FindingList): void {
  const { entry } = slot;
  if (slot.start + header.length + entry.compressedSize > slot.end) {
    findings.add(ambiguous(entry, "overlap", slot.start));
  }
  const extra = extraOf(header);
  const isRenamed = renames(entry.extra, entry.name) || renames(extra, entry.name);
  if (isRenamed || disagrees(entry, header)) findings.add(ambiguous(entry, "header-mismatch", slot.start));
  if (hasWideSizes(entry.record) || hasZip64Field(entry.extra) || hasZip64Field(extra)) {
    findings.add(found("package-zip64", { structure: `headers of ${decodeName(entry.name)}` }));
  }
}

function extraOf({ bytes, nameEnd, length }: LocalHeader): Uint8Array {
  return length > nameEnd ? bytes.subarray(nameEnd, length) : NO_BYTES;
}

function ambiguous(entry: ZipEntry, problem: "overlap" | "header-mismatch", start: number): Finding {
  return found("package-entry-ambiguous", { entry: decodeName(entry.name), problem }, { part: "package", start });
}

/** Flags and method lie next to each other in both headers, and so do CRC-32 and sizes. */
function disagrees({ record, name }: ZipEntry, { bytes, nameEnd }: LocalHeader): boolean {
  if (u32(bytes, LOCAL.flags) !== u32(record, CENTRAL.flags)) return true;
  if (nameEnd !== LOCAL_HEADER_BYTES + name.length) return true;
  for (let at = 0; at < name.length; at++) if (bytes[LOCAL_HEADER_BYTES + at] !== name[at]) return true;
  // With a data descriptor the local fields are zero (APPNOTE §4.4.4, bit 3), or already right: some writers come back.
  const mayBeZero = (u16(record, CENTRAL.flags) & FLAG.dataDescriptor) !== 0;
  for (let field = 0; field < 12; field += 4) {
    const local = u32(bytes, LOCAL.crc32 + field);
    if (local !== u32(record, CENTRAL.crc32 + field) && !(mayBeZero && local === 0)) return true;
  }
  return false;
}

/** Whether an extra field gives the entry another name, for those who heed it (its CRC fits the name in the header). */
function renames(extra: Uint8Array, name: Uint8Array): boolean {
  if (extra.length === 0) return false;
  let renamed = false;
  visitExtraFields(extra, (id, data) => {
    const path = id === EXTRA.unicodePath ? unicodePath(data) : undefined;
    if (path !== undefined && path.nameCrc32 === crc32(name) && !equalBytes(path.name, name)) renamed = true;
  });
  return renamed;
}

/** All ones stand for a value in a Zip64 field (APPNOTE §4.4.8, §4.4.9); in place of an offset, the directory's walk has found them. */
function hasWideSizes(record: Uint8Array): boolean {
  return u32(record, CENTRAL.compressedSize) === 0xffffffff || u32(record, CENTRAL.size) === 0xffffffff;
}

function hasZip64Field(extra: Uint8Array): boolean {
  if (extra.length === 0) return false;
  let isFound = false;
  visitExtraFields(extra, (id) => {
    if (id === EXTRA.zip64) isFound = true;
  });
  return isFound;
}
