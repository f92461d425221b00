/**
 * The fixed layouts of a ZIP archive (APPNOTE 6.3.10): signatures, sizes and places of fields. All integers are
 * little-endian.
 */
export const END_RECORD = 0x06054b50;
export const CENTRAL_RECORD = 0x02014b50;
export const LOCAL_HEADER = 0x04034b50;
export const ZIP64_LOCATOR = 0x07064b50;

/** Without comment (APPNOTE §4.3.16). */
export const END_RECORD_BYTES = 22;
/** Without name, extra fields and comment (APPNOTE §4.3.12). */
export const CENTRAL_RECORD_BYTES = 46;
/** Without name and extra fields (APPNOTE §4.3.7). */
export const LOCAL_HEADER_BYTES = 30;
/** APPNOTE §4.3.15. */
export const ZIP64_LOCATOR_BYTES = 20;

/** Places of the fields of an end record. */
export const END = {
  disk: 4,
  directoryDisk: 6,
  entriesOnDisk: 8,
  entries: 10,
  directorySize: 12,
  directoryOffset: 16,
  commentLength: 20,
} as const;

/** Places of the fields of a central record. */
export const CENTRAL = {
  versionMadeBy: 4,
  versionNeeded: 6,
  flags: 8,
  method: 10,
  time: 12,
  crc32: 16,
  compressedSize: 20,
  size: 24,
  nameLength: 28,
  extraLength: 30,
  commentLength: 32,
  disk: 34,
  internalAttributes: 36,
  externalAttributes: 38,
  localOffset: 42,
} as const;

/** Places of the fields of a local header. */
export const LOCAL = {
  versionNeeded: 4,
  flags: 6,
  method: 8,
  time: 10,
  crc32: 14,
  compressedSize: 18,
  size: 22,
  nameLength: 26,
  extraLength: 28,
} as const;

/** General purpose bits (APPNOTE §4.4.4). */
export const FLAG = { encrypted: 0x0001, dataDescriptor: 0x0008, utf8: 0x0800 } as const;

export const STORED = 0;
export const DEFLATED = 8;

/** Two bytes at `at`; the caller has made sure that they are there. */
export function u16(bytes: Uint8Array, at: number): number {
  return (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8);
}

/** Four bytes at `at`, unsigned; the caller has made sure that they are there. */
export function u32(bytes: Uint8Array, at: number): number {
  return (u16(bytes, at) | (u16(bytes, at + 2) << 16)) >>> 0;
}

export function setU16(bytes: Uint8Array, at: number, value: number): void {
  bytes[at] = value & 0xff;
  bytes[at + 1] = (value >>> 8) & 0xff;
}

export function setU32(bytes: Uint8Array, at: number, value: number): void {
  setU16(bytes, at, value);
  setU16(bytes, at + 2, value >>> 16);
}
