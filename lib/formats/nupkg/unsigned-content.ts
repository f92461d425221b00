import type { Segment } from "../../bytes/index.js";
import type { Slot, ZipArchive } from "../zip/directory.js";
import { CENTRAL, END, setU16, setU32, u16, u32 } from "../zip/fields.js";

/** A package without its signature: the entries as ranges, and the directory with the end record as memory. */
export interface UnsignedContent {
  readonly entries: readonly Segment[];
  /** Length of `entries`, where a signature entry would go. */
  readonly entriesLength: number;
  /** The directory alone, then the end record and whatever follows it; each may be changed by whoever asked for it. */
  readonly directory: Uint8Array;
  readonly end: Uint8Array;
}

/**
 * The package as it was before it was signed, by cutting out the signature's slot and record.
 *
 * @param slot the signature's; `undefined`: the package as it is.
 * @param packedFrom what NuGet takes for the first entry's place when it restores offsets: it packs entries from zero
 *   (SignedPackageArchiveUtility.cs), so its hash of a package with a prefix is of a file that never was. Zero gives the
 *   file that was; the first entry's offset gives the file that NuGet hashes.
 */
export function withoutSignature(archive: ZipArchive, slot: Slot | undefined, packedFrom: number): UnsignedContent {
  const cut = slot ?? { start: archive.directoryOffset, end: archive.directoryOffset };
  const entries = rangesAround(cut, archive.directoryOffset);
  const endAt = archive.end.offset - archive.directoryOffset;
  const directory = cutRecord(archive.tail.subarray(0, endAt), archive, slot);
  shiftOffsets(directory, archive, slot, packedFrom);
  const end = archive.tail.slice(endAt);
  if (slot !== undefined) reduceCounts(end, slot);
  return { entries, entriesLength: archive.directoryOffset - (cut.end - cut.start), directory, end };
}

/** The content's segments, in order. */
export function segmentsOf(content: UnsignedContent): readonly Segment[] {
  return [...content.entries, { kind: "bytes", bytes: content.directory }, { kind: "bytes", bytes: content.end }];
}

function rangesAround(cut: { readonly start: number; readonly end: number }, end: number): readonly Segment[] {
  const ranges = [
    { kind: "range", start: 0, end: cut.start },
    { kind: "range", start: cut.end, end },
  ] as const;
  return ranges.filter((range) => range.end > range.start);
}

function cutRecord(directory: Uint8Array, archive: ZipArchive, slot: Slot | undefined): Uint8Array {
  if (slot === undefined) return directory.slice();
  const start = slot.entry.recordOffset - archive.directoryOffset;
  const length = slot.entry.record.length;
  const rest = new Uint8Array(directory.length - length);
  rest.set(directory.subarray(0, start));
  rest.set(directory.subarray(start + length), start);
  return rest;
}

/** Entries behind the signature move up by its slot; all move to where entries are packed from. */
function shiftOffsets(directory: Uint8Array, archive: ZipArchive, slot: Slot | undefined, packedFrom: number): void {
  let at = 0;
  for (const entry of archive.entries) {
    if (entry === slot?.entry) continue;
    const isBehind = slot !== undefined && entry.localOffset >= slot.end;
    const moved = packedFrom + (isBehind ? slot.end - slot.start : 0);
    if (moved > 0) setU32(directory, at + CENTRAL.localOffset, entry.localOffset - moved);
    at += entry.record.length;
  }
}

/** In the width of each field, so a count of zero wraps as it does in NuGet. */
function reduceCounts(end: Uint8Array, slot: Slot): void {
  setU16(end, END.entriesOnDisk, u16(end, END.entriesOnDisk) - 1);
  setU16(end, END.entries, u16(end, END.entries) - 1);
  setU32(end, END.directorySize, u32(end, END.directorySize) - slot.entry.record.length);
  setU32(end, END.directoryOffset, u32(end, END.directoryOffset) - (slot.end - slot.start));
}
