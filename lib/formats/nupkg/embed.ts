import { concatBytes, crc32, type Segment } from "../../bytes/index.js";
import {
  CENTRAL,
  CENTRAL_RECORD,
  CENTRAL_RECORD_BYTES,
  END,
  LOCAL,
  LOCAL_HEADER,
  LOCAL_HEADER_BYTES,
  setU16,
  setU32,
  u16,
  u32,
} from "../zip/fields.js";
import { SIGNATURE_NAME_BYTES } from "./names.js";
import type { UnsignedContent } from "./unsigned-content.js";

/** 1980-01-01 00:00:00, the first DOS time. NuGet writes the local time; ours is fixed, so that signing is deterministic. */
const SIGNATURE_TIME = 0x00210000;
/** Made by and needed: 2.0 on DOS, as NuGet writes. */
const SIGNATURE_VERSION = 20;

/** What a signature adds to a package besides its own bytes. */
export const SIGNATURE_OVERHEAD: number = LOCAL_HEADER_BYTES + CENTRAL_RECORD_BYTES + 2 * SIGNATURE_NAME_BYTES.length;

/**
 * Writes a signature as the last entry and the last record (NuGet.Packaging SignedPackageArchiveIOUtility.cs
 * WriteSignatureIntoZip): everything else stays byte for byte, but for the counts and places in the end record.
 */
export function withSignature(content: UnsignedContent, signature: Uint8Array): readonly Segment[] {
  const record = centralRecord(signature, content.entriesLength);
  const end = content.end.slice();
  setU16(end, END.entriesOnDisk, u16(end, END.entriesOnDisk) + 1);
  setU16(end, END.entries, u16(end, END.entries) + 1);
  setU32(end, END.directorySize, u32(end, END.directorySize) + record.length);
  const slotLength = LOCAL_HEADER_BYTES + SIGNATURE_NAME_BYTES.length + signature.length;
  setU32(end, END.directoryOffset, u32(end, END.directoryOffset) + slotLength);
  const written = [localHeader(signature), signature, content.directory, record, end];
  return [...content.entries, { kind: "bytes", bytes: concatBytes(written) }];
}

function localHeader(signature: Uint8Array): Uint8Array {
  const header = new Uint8Array(LOCAL_HEADER_BYTES + SIGNATURE_NAME_BYTES.length);
  setU32(header, 0, LOCAL_HEADER);
  setU16(header, LOCAL.versionNeeded, SIGNATURE_VERSION);
  setU32(header, LOCAL.time, SIGNATURE_TIME);
  setU32(header, LOCAL.crc32, crc32(signature));
  setU32(header, LOCAL.compressedSize, signature.length);
  setU32(header, LOCAL.size, signature.length);
  setU16(header, LOCAL.nameLength, SIGNATURE_NAME_BYTES.length);
  header.set(SIGNATURE_NAME_BYTES, LOCAL_HEADER_BYTES);
  return header;
}

function centralRecord(signature: Uint8Array, offset: number): Uint8Array {
  const record = new Uint8Array(CENTRAL_RECORD_BYTES + SIGNATURE_NAME_BYTES.length);
  setU32(record, 0, CENTRAL_RECORD);
  setU16(record, CENTRAL.versionMadeBy, SIGNATURE_VERSION);
  setU16(record, CENTRAL.versionNeeded, SIGNATURE_VERSION);
  setU32(record, CENTRAL.time, SIGNATURE_TIME);
  setU32(record, CENTRAL.crc32, crc32(signature));
  setU32(record, CENTRAL.compressedSize, signature.length);
  setU32(record, CENTRAL.size, signature.length);
  setU16(record, CENTRAL.nameLength, SIGNATURE_NAME_BYTES.length);
  setU32(record, CENTRAL.localOffset, offset);
  record.set(SIGNATURE_NAME_BYTES, CENTRAL_RECORD_BYTES);
  return record;
}
