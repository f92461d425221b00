import { type Budgets, type Finding, found } from "../../report/index.js";
import { crc32 } from "../crc32.js";
import type { FindingList } from "../finding-list.js";
import type { Slot, ZipArchive } from "../zip/directory.js";
import { CENTRAL, CENTRAL_RECORD_BYTES, FLAG, LOCAL, LOCAL_HEADER_BYTES, STORED, u16, u32 } from "../zip/fields.js";
import { type LocalHeader, readLocalHeader } from "../zip/local-headers.js";

/**
 * Reads the signature out of its entry and judges everything there that no hash covers: the package's hash leaves out the
 * whole slot and the central record, so whatever else could be kept in them is refused or must be what a writer leaves.
 *
 * @returns `undefined` if the bytes cannot be had as they are (compressed, encrypted, too large, no header).
 * @throws TransportError the source is shorter than it says.
 */
export async function readSignatureEntry(
  archive: ZipArchive,
  slot: Slot,
  budgets: Budgets,
  findings: FindingList,
): Promise<Uint8Array | undefined> {
  const header = await readLocalHeader(archive.reader, slot);
  if (typeof header === "string") return undefined; // the check of all local headers has said so
  checkFields(slot, header, findings);
  checkUncovered(slot, header, findings);
  const size = u32(header.bytes, LOCAL.size);
  if (size > budgets.signatureBytes) {
    findings.add(found("package-too-large", { limit: budgets.signatureBytes, actual: size, unit: "bytes" }));
    return undefined;
  }
  if (!isReadable(header)) return undefined;
  return readData(archive, slot, slot.start + header.bytes.length, size, findings);
}

async function readData(
  archive: ZipArchive,
  slot: Slot,
  start: number,
  size: number,
  findings: FindingList,
): Promise<Uint8Array> {
  // Beyond its slot only where the headers lie, which is reported: NuGet reads on, and so the signature can still be shown.
  const end = Math.min(start + size, archive.reader.size);
  const data = Uint8Array.from(await archive.reader.bytes(start, end));
  const expected = u32(slot.entry.record, CENTRAL.crc32);
  const actual = crc32(data);
  if (actual !== expected) findings.add(invalid("crc-32", hex(expected), hex(actual), slot.start));
  return data;
}

function hex(value: number): string {
  return value.toString(16).padStart(8, "0");
}

function isReadable(header: LocalHeader): boolean {
  const isEncrypted = (u16(header.bytes, LOCAL.flags) & FLAG.encrypted) !== 0;
  return !isEncrypted && u16(header.bytes, LOCAL.method) === STORED;
}

/** What NuGet asks of both headers (SignedPackageArchiveIOUtility.cs AssertSignatureEntryMetadata, NU3005). */
function checkFields(slot: Slot, header: LocalHeader, findings: FindingList): void {
  const { record } = slot.entry;
  for (const [where, bytes, field] of [
    ["central record", record, CENTRAL],
    ["local header", header.bytes, LOCAL],
  ] as const) {
    expectZero(`general purpose flags in the ${where}`, u16(bytes, field.flags), slot.start, findings);
    expectZero(`compression method in the ${where}`, u16(bytes, field.method), slot.start, findings);
    const sizes = [u32(bytes, field.compressedSize), u32(bytes, field.size)] as const;
    if (sizes[0] !== sizes[1]) {
      findings.add(invalid(`compressed size in the ${where}`, String(sizes[1]), String(sizes[0]), slot.start));
    }
  }
  expectZero("external attributes", u32(record, CENTRAL.externalAttributes), slot.start, findings);
}

function expectZero(field: string, actual: number, start: number, findings: FindingList): void {
  if (actual !== 0) findings.add(invalid(field, "0", String(actual), start));
}

function invalid(field: string, expected: string, actual: string, start: number): Finding {
  return found("signature-entry-invalid", { field, expected, actual }, { part: "package", start });
}

/**
 * What no hash covers and NuGet doesn't look at: extra fields, comment, internal attributes, the gap after the data, and
 * fields in which a message could hide. Any time stands if both headers have it, and the versions that writers use:
 * NuGet writes 20 and 20, Jsign 45 and 20.
 */
function checkUncovered(slot: Slot, header: LocalHeader, findings: FindingList): void {
  const { record, recordOffset, name } = slot.entry;
  const inRecord = (start: number, end: number): void => unsigned(recordOffset + start, recordOffset + end, findings);
  const inHeader = (start: number, end: number): void => unsigned(slot.start + start, slot.start + end, findings);

  const nameEnd = CENTRAL_RECORD_BYTES + name.length;
  if (record.length > nameEnd) inRecord(nameEnd, record.length);
  if (u16(record, CENTRAL.internalAttributes) !== 0) inRecord(CENTRAL.internalAttributes, CENTRAL.externalAttributes);
  if (u16(record, CENTRAL.disk) !== 0) inRecord(CENTRAL.disk, CENTRAL.internalAttributes);
  if (!isMadeByAWriter(record)) inRecord(CENTRAL.versionMadeBy, CENTRAL.versionNeeded);
  if (!isUsualVersion(u16(record, CENTRAL.versionNeeded))) inRecord(CENTRAL.versionNeeded, CENTRAL.flags);

  if (header.extra.length > 0) inHeader(LOCAL_HEADER_BYTES + header.name.length, header.bytes.length);
  if (!isUsualVersion(u16(header.bytes, LOCAL.versionNeeded))) inHeader(LOCAL.versionNeeded, LOCAL.flags);
  if (u32(header.bytes, LOCAL.time) !== u32(record, CENTRAL.time)) inHeader(LOCAL.time, LOCAL.crc32);

  const dataEnd = slot.start + header.bytes.length + u32(header.bytes, LOCAL.size);
  if (dataEnd < slot.end) unsigned(dataEnd, slot.end, findings);
}

function unsigned(start: number, end: number, findings: FindingList): void {
  findings.add(found("package-bytes-unsigned", { start, end }, { part: "package", start, end }));
}

/** Version 6.3 is the last of the specification, and 19 its last host system (APPNOTE §4.4.2). */
function isMadeByAWriter(record: Uint8Array): boolean {
  return (record[CENTRAL.versionMadeBy] ?? 0) <= 63 && (record[CENTRAL.versionMadeBy + 1] ?? 0) <= 19;
}

/** A stored file needs version 1.0; 2.0 is what NuGet writes (APPNOTE §4.4.3). */
function isUsualVersion(version: number): boolean {
  return version === 10 || version === 20;
}
