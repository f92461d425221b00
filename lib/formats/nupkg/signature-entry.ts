import { crc32 } from "../../bytes/index.js";
import { type Budgets, type Finding, found } from "../../report/index.js";
import type { FindingList } from "../finding-list.js";
import type { Slot, ZipArchive } from "../zip/directory.js";
import { CENTRAL, CENTRAL_RECORD_BYTES, FLAG, LOCAL, STORED, u16, u32 } from "../zip/fields.js";
import { type LocalHeader, readLocalHeader } from "../zip/local-header.js";

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
  return readData(archive, slot, header, findings);
}

async function readData(
  archive: ZipArchive,
  slot: Slot,
  header: LocalHeader,
  findings: FindingList,
): Promise<Uint8Array> {
  const start = slot.start + header.length;
  // Beyond its slot only where the headers lie, which is reported: NuGet reads on, and so the signature can still be shown.
  const end = Math.min(start + u32(header.bytes, LOCAL.size), archive.reader.size);
  const data = (await archive.reader.bytes(start, end)).slice();
  checkCrc(crc32(data), slot, header, findings);
  return data;
}

function checkCrc(actual: number, slot: Slot, header: LocalHeader, findings: FindingList): void {
  const stated = [u32(slot.entry.record, CENTRAL.crc32), u32(header.bytes, LOCAL.crc32)];
  const wrong = stated.find((value) => value !== actual);
  if (wrong !== undefined) findings.add(invalid("crc-32", hex(actual), hex(wrong), slot.start));
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
  const [inRecord, inHeader] = [u32(record, CENTRAL.size), u32(header.bytes, LOCAL.size)];
  if (inRecord !== inHeader)
    findings.add(invalid("size in the central record", String(inHeader), String(inRecord), slot.start));
  expectZero("external attributes", u32(record, CENTRAL.externalAttributes), slot.start, findings);
}

function expectZero(field: string, actual: number, start: number, findings: FindingList): void {
  if (actual !== 0) findings.add(invalid(field, "0", String(actual), start));
}

function invalid(field: string, expected: string, actual: string, start: number): Finding {
  return found("signature-entry-invalid", { field, expected, actual }, { part: "package", start });
}

/**
 * What no hash covers and NuGet doesn't look at: extra fields, comment, internal attributes, the gap after the data. Any
 * time may stand there, twice the same, and any version that exists: NuGet writes 2.0 throughout, Jsign 4.5 as the version
 * made by.
 */
function checkUncovered(slot: Slot, header: LocalHeader, findings: FindingList): void {
  const { record, recordOffset, name } = slot.entry;
  const inRecord = (start: number, end: number): void => unsigned(recordOffset + start, recordOffset + end, findings);
  const inHeader = (start: number, end: number): void => unsigned(slot.start + start, slot.start + end, findings);

  const nameEnd = CENTRAL_RECORD_BYTES + name.length;
  if (record.length > nameEnd) inRecord(nameEnd, record.length);
  if (u16(record, CENTRAL.internalAttributes) !== 0) inRecord(CENTRAL.internalAttributes, CENTRAL.externalAttributes);
  if (!isMadeByAWriter(record)) inRecord(CENTRAL.versionMadeBy, CENTRAL.versionNeeded);
  if (!isUsualVersion(u16(record, CENTRAL.versionNeeded))) inRecord(CENTRAL.versionNeeded, CENTRAL.flags);

  if (header.length > header.nameEnd) inHeader(header.nameEnd, header.length);
  if (!isUsualVersion(u16(header.bytes, LOCAL.versionNeeded))) inHeader(LOCAL.versionNeeded, LOCAL.flags);

  const dataEnd = slot.start + header.length + u32(header.bytes, LOCAL.size);
  if (dataEnd < slot.end) unsigned(dataEnd, slot.end, findings);
  checkUnused(slot, header, findings);
}

/** Fields that nobody reads, where no writer would have left them so: it is told, and changes nothing. */
function checkUnused(slot: Slot, header: LocalHeader, findings: FindingList): void {
  const { record, recordOffset } = slot.entry;
  const inRecord = (start: number, length: number, what: string): void =>
    unusual(recordOffset + start, length, what, findings);

  if (!isDosTime(u32(record, CENTRAL.time))) inRecord(CENTRAL.time, 4, "the time of the signature’s entry is none");
  else if (u32(record, CENTRAL.time) !== u32(header.bytes, LOCAL.time))
    inRecord(CENTRAL.time, 4, "the time of the signature’s entry is not the one in its local header");
  if (u16(record, CENTRAL.versionNeeded) !== u16(header.bytes, LOCAL.versionNeeded))
    inRecord(
      CENTRAL.versionNeeded,
      2,
      "the version needed for the signature’s entry is not the one in its local header",
    );
}

function unusual(start: number, length: number, what: string, findings: FindingList): void {
  const end = start + length;
  findings.add(
    found("signature-bytes-unsigned", { where: "package", what, start, end }, { part: "package", start, end }),
  );
}

/** Date and time of MS-DOS (APPNOTE §4.4.6): the time in the lower half, in steps of two seconds. All zero: none was given. */
function isDosTime(value: number): boolean {
  const [month, day] = [(value >>> 21) & 15, (value >>> 16) & 31];
  const [hour, minute, second] = [(value >>> 11) & 31, (value >>> 5) & 63, value & 31];
  const isDate = (month >= 1 && month <= 12 && day >= 1) || value >>> 16 === 0;
  return isDate && hour < 24 && minute < 60 && second < 30;
}

function unsigned(start: number, end: number, findings: FindingList): void {
  findings.add(found("package-bytes-unsigned", { start, end }, { part: "package", start, end }));
}

/** The last version of the specification is 6.3, and its last host system 19 (APPNOTE §4.4.2, §4.4.3). */
const LAST_VERSION = 63;
const LAST_HOST = 19;

function isMadeByAWriter(record: Uint8Array): boolean {
  const versionMadeBy = u16(record, CENTRAL.versionMadeBy);
  return (versionMadeBy & 0xff) <= LAST_VERSION && versionMadeBy >>> 8 <= LAST_HOST;
}

function isUsualVersion(version: number): boolean {
  return version >= 10 && version <= LAST_VERSION;
}
