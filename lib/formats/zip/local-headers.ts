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

const NO_BYTES = new Uint8Array(0);

/** A local header. */
export interface LocalHeader {
  /** Begins with the header; what follows it may be there as well. */
  readonly bytes: Uint8Array;
  /** Of fixed fields, name and extra fields, in bytes. */
  readonly length: number;
  readonly nameEnd: number;
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
  const end = slot.start + measure(fixed).length;
  return end > slot.end ? "overlap" : measure(await reader.bytes(slot.start, end));
}

/** The same without waiting, where it has been read: most headers, once reading ahead has set in. */
function heldHeader(reader: WindowReader, slot: Slot): LocalHeader | undefined {
  const bytes = reader.held(slot.start, Math.min(slot.end, expectedEnd(slot)));
  if (bytes === undefined || bytes.length < LOCAL_HEADER_BYTES || u32(bytes, 0) !== LOCAL_HEADER) return undefined;
  const header = measure(bytes);
  return header.length <= bytes.length ? header : undefined;
}

function measure(bytes: Uint8Array): LocalHeader {
  const nameEnd = LOCAL_HEADER_BYTES + u16(bytes, LOCAL.nameLength);
  return { bytes, length: nameEnd + u16(bytes, LOCAL.extraLength), nameEnd };
}

function expectedEnd({ start, entry }: Slot): number {
  return start + LOCAL_HEADER_BYTES + entry.name.length + USUAL_EXTRA_BYTES;
}

function readAheadFrom(archive: ZipArchive, index: number): number {
  const start = archive.slots[index]?.start ?? 0;
  let end = start;
  for (let next = index; next < archive.slots.length; next++) {
    const slot = archive.slots[next];
    if (slot === undefined || (next > index && slot.start - end > WORTH_READING_OVER)) break;
    if (expectedEnd(slot) - start > MOST_READ_AHEAD) break;
    end = expectedEnd(slot);
  }
  return Math.min(end, archive.directoryOffset);
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

/** All ones stand for a value in a Zip64 field (APPNOTE §4.4.8, §4.4.9, §4.4.16). */
function hasWideSizes(record: Uint8Array): boolean {
  const [compressedSize, size] = [u32(record, CENTRAL.compressedSize), u32(record, CENTRAL.size)];
  return compressedSize === 0xffffffff || size === 0xffffffff || u32(record, CENTRAL.localOffset) === 0xffffffff;
}

function hasZip64Field(extra: Uint8Array): boolean {
  if (extra.length === 0) return false;
  let isFound = false;
  visitExtraFields(extra, (id) => {
    if (id === EXTRA.zip64) isFound = true;
  });
  return isFound;
}
