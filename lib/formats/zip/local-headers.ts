import { equalBytes } from "../../bytes/index.js";
import { type Finding, found } from "../../report/index.js";
import { crc32 } from "../crc32.js";
import type { FindingList } from "../finding-list.js";
import type { WindowReader } from "../window-reader.js";
import type { Slot, ZipArchive, ZipEntry } from "./directory.js";
import { decodeName } from "./entry-name.js";
import { EXTRA, unicodePath, visitExtraFields } from "./extra-fields.js";
import { CENTRAL, FLAG, LOCAL, LOCAL_HEADER, LOCAL_HEADER_BYTES, u16, u32 } from "./fields.js";

/** Room for the usual extra fields (times, owners, alignment), so that a header takes one read. */
const USUAL_EXTRA_BYTES = 128;
/** Headers this near to each other are read together: copying 16 KiB costs about as much as a call of its own. */
const WORTH_READING_OVER = 16 * 1024;
/** No read ahead beyond this, so that memory stays flat. */
const MOST_READ_AHEAD = 1024 * 1024;

/** A local header with its name and extra fields. */
export interface LocalHeader {
  readonly bytes: Uint8Array;
  readonly name: Uint8Array;
  readonly extra: Uint8Array;
}

/**
 * Reads every local header and holds it against its central record: readers that stream see the one, readers that look up
 * see the other, and both must see the same package. Work and reads are linear in the number of entries.
 *
 * @throws TransportError the source is shorter than it says.
 */
export async function checkLocalHeaders(archive: ZipArchive, findings: FindingList): Promise<void> {
  for (const [index, slot] of archive.slots.entries()) {
    const held = heldHeader(archive.reader, slot);
    const header = held ?? (await readLocalHeader(archive.reader, slot, () => readAheadFrom(archive, index)));
    if (header === "missing") findings.add(noHeader(slot));
    else if (header === "overlap") findings.add(ambiguous(slot.entry, "overlap", slot.start));
    else checkHeader(slot, header, findings);
  }
}

/** Why there is no header to look at: none stands there, or it runs into its neighbour. */
export type NoHeader = "missing" | "overlap";

/**
 * The local header of an entry. Never reads beyond the entry's slot, so that headers which claim to overlap cannot make
 * one stretch of the file be read again and again.
 *
 * @param upTo where to read on to, for the headers after this one; asked only if something has to be read.
 * @throws TransportError the source is shorter than it says.
 */
export async function readLocalHeader(
  reader: WindowReader,
  slot: Slot,
  upTo: () => number = () => slot.start,
): Promise<LocalHeader | NoHeader> {
  const fixedEnd = slot.start + LOCAL_HEADER_BYTES;
  if (fixedEnd > slot.end) return "overlap";
  const fixed = reader.held(slot.start, fixedEnd) ?? (await reader.bytes(slot.start, fixedEnd, upTo()));
  if (u32(fixed, 0) !== LOCAL_HEADER) return "missing";
  const end = headerEnd(slot.start, fixed);
  return end > slot.end ? "overlap" : splitHeader(await reader.bytes(slot.start, end));
}

/** The same without waiting, where it has been read: most headers, once reading ahead has set in. */
function heldHeader(reader: WindowReader, slot: Slot): LocalHeader | undefined {
  const fixedEnd = slot.start + LOCAL_HEADER_BYTES;
  const fixed = fixedEnd > slot.end ? undefined : reader.held(slot.start, fixedEnd);
  if (fixed === undefined || u32(fixed, 0) !== LOCAL_HEADER) return undefined;
  const end = headerEnd(slot.start, fixed);
  const bytes = end > slot.end ? undefined : reader.held(slot.start, end);
  return bytes === undefined ? undefined : splitHeader(bytes);
}

function headerEnd(start: number, fixed: Uint8Array): number {
  return start + LOCAL_HEADER_BYTES + u16(fixed, LOCAL.nameLength) + u16(fixed, LOCAL.extraLength);
}

function splitHeader(bytes: Uint8Array): LocalHeader {
  const nameEnd = LOCAL_HEADER_BYTES + u16(bytes, LOCAL.nameLength);
  return { bytes, name: bytes.subarray(LOCAL_HEADER_BYTES, nameEnd), extra: bytes.subarray(nameEnd) };
}

function readAheadFrom(archive: ZipArchive, index: number): number {
  const start = archive.slots[index]?.start ?? 0;
  let end = start;
  for (let next = index; next < archive.slots.length; next++) {
    const slot = archive.slots[next];
    if (slot === undefined || (next > index && slot.start - end > WORTH_READING_OVER)) break;
    const expectedEnd = slot.start + LOCAL_HEADER_BYTES + slot.entry.name.length + USUAL_EXTRA_BYTES;
    if (expectedEnd - start > MOST_READ_AHEAD) break;
    end = expectedEnd;
  }
  return Math.min(end, archive.directoryOffset);
}

function noHeader(slot: Slot): Finding {
  const structure = `local header of ${decodeName(slot.entry.name)}`;
  return found("package-malformed", { structure, offset: slot.start, problem: "no local header stands here" });
}

function checkHeader(slot: Slot, header: LocalHeader, findings: FindingList): void {
  const { entry } = slot;
  const dataEnd = slot.start + header.bytes.length + entry.compressedSize;
  if (dataEnd > slot.end) findings.add(ambiguous(entry, "overlap", slot.start));
  if (disagrees(entry, header)) findings.add(ambiguous(entry, "header-mismatch", slot.start));
  if (isZip64(entry, header)) {
    findings.add(found("package-zip64", { structure: `headers of ${decodeName(entry.name)}` }));
  }
}

function ambiguous(entry: ZipEntry, problem: "overlap" | "header-mismatch", start: number): Finding {
  return found("package-entry-ambiguous", { entry: decodeName(entry.name), problem }, { part: "package", start });
}

function disagrees(entry: ZipEntry, header: LocalHeader): boolean {
  const { record } = entry;
  if (u16(header.bytes, LOCAL.flags) !== u16(record, CENTRAL.flags)) return true;
  if (u16(header.bytes, LOCAL.method) !== u16(record, CENTRAL.method)) return true;
  if (!equalBytes(header.name, entry.name)) return true;
  return sizesDisagree(record, header) || renames(entry.extra, entry.name) || renames(header.extra, entry.name);
}

const SIZES = ["crc32", "compressedSize", "size"] as const;

// With a data descriptor the local fields are zero (APPNOTE §4.4.4, bit 3), or already right: some writers come back.
function sizesDisagree(record: Uint8Array, header: LocalHeader): boolean {
  const mayBeZero = (u16(record, CENTRAL.flags) & FLAG.dataDescriptor) !== 0;
  return SIZES.some((field) => {
    const local = u32(header.bytes, LOCAL[field]);
    return local !== u32(record, CENTRAL[field]) && !(mayBeZero && local === 0);
  });
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

function isZip64(entry: ZipEntry, header: LocalHeader): boolean {
  const sizes = [CENTRAL.compressedSize, CENTRAL.size, CENTRAL.localOffset];
  if (sizes.some((field) => u32(entry.record, field) === 0xffffffff)) return true;
  return hasZip64Field(entry.extra) || hasZip64Field(header.extra);
}

function hasZip64Field(extra: Uint8Array): boolean {
  if (extra.length === 0) return false;
  let isFound = false;
  visitExtraFields(extra, (id) => {
    if (id === EXTRA.zip64) isFound = true;
  });
  return isFound;
}
