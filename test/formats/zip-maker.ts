import { deflateRawSync } from "node:zlib";
import { crc32 } from "../../lib/bytes/crc32.js";
import {
  CENTRAL,
  CENTRAL_RECORD,
  CENTRAL_RECORD_BYTES,
  END,
  END_RECORD,
  END_RECORD_BYTES,
  LOCAL,
  LOCAL_HEADER,
  LOCAL_HEADER_BYTES,
  setU16,
  setU32,
} from "../../lib/formats/zip/fields.js";

/** Field values by name, put over what a right writer would write. */
export type Fields<Names> = { readonly [N in keyof Names]?: number };

/** One entry to be written, right unless something says otherwise. */
export interface EntryPlan {
  readonly name: string | Uint8Array;
  readonly content?: string | Uint8Array;
  readonly deflate?: boolean;
  /** Bytes before the local header, which belong to the entry before. */
  readonly gap?: Uint8Array;
  /** Bytes behind the data: a data descriptor, junk. */
  readonly after?: Uint8Array;
  readonly localName?: string | Uint8Array;
  readonly localExtra?: Uint8Array;
  readonly extra?: Uint8Array;
  readonly comment?: Uint8Array;
  readonly local?: Fields<typeof LOCAL>;
  readonly central?: Fields<typeof CENTRAL>;
  /** Written to both headers. */
  readonly flags?: number;
}

export interface ZipPlan {
  readonly entries: readonly EntryPlan[];
  /** Order of the central records, as indexes into `entries`. */
  readonly directoryOrder?: readonly number[];
  readonly prefix?: Uint8Array;
  /** Bytes between the entries and the directory, and between the directory and the end record. */
  readonly beforeDirectory?: Uint8Array;
  readonly afterDirectory?: Uint8Array;
  readonly comment?: Uint8Array;
  readonly end?: Fields<typeof END>;
  readonly trailer?: Uint8Array;
}

const none = new Uint8Array(0);

/** Text or bytes as bytes. */
export function bytesOf(value: string | Uint8Array): Uint8Array {
  return typeof value === "string" ? new TextEncoder().encode(value) : value;
}

/** Writes an archive as planned; it knows nothing of NuGet. */
export function makeZip(plan: ZipPlan): Uint8Array {
  let at = (plan.prefix ?? none).length;
  const local: Uint8Array[] = [plan.prefix ?? none];
  const records = plan.entries.map((entry) => {
    const gap = entry.gap ?? none;
    const written = localPart(entry);
    const record = recordOf(entry, at + gap.length);
    local.push(gap, written);
    at += gap.length + written.length;
    return record;
  });
  local.push(plan.beforeDirectory ?? none);
  const directoryOffset = at + (plan.beforeDirectory ?? none).length;
  const order = plan.directoryOrder ?? records.map((_, index) => index);
  const directory = Buffer.concat(order.map((index) => records[index] ?? none));
  const end = endRecord(plan, order.length, directory.length, directoryOffset);
  return Uint8Array.from(Buffer.concat([...local, directory, plan.afterDirectory ?? none, end, plan.trailer ?? none]));
}

/** An archive of empty entries named 00000, 00001 and so on, for tests of many; quicker than a plan for each. */
export function zipOfEmptyEntries(count: number): Uint8Array {
  const one = Buffer.from(makeZip({ entries: [{ name: "00000" }] }));
  const [localLength, recordLength] = [LOCAL_HEADER_BYTES + 5, CENTRAL_RECORD_BYTES + 5];
  const zip = Buffer.alloc(count * (localLength + recordLength) + END_RECORD_BYTES);
  for (let index = 0; index < count; index++) {
    const name = String(index).padStart(5, "0");
    const record = count * localLength + index * recordLength;
    one.copy(zip, index * localLength, 0, localLength);
    zip.write(name, index * localLength + LOCAL_HEADER_BYTES);
    one.copy(zip, record, localLength, localLength + recordLength);
    zip.write(name, record + CENTRAL_RECORD_BYTES);
    zip.writeUInt32LE(index * localLength, record + CENTRAL.localOffset);
  }
  endRecord({ entries: [] }, count, count * recordLength, count * localLength).forEach((octet, at) => {
    zip[count * (localLength + recordLength) + at] = octet;
  });
  return Uint8Array.from(zip);
}

function facts(entry: EntryPlan): { readonly data: Uint8Array; readonly crc: number; readonly size: number } {
  const content = bytesOf(entry.content ?? "");
  return { data: entry.deflate ? deflateRawSync(content) : content, crc: crc32(content), size: content.length };
}

function localPart(entry: EntryPlan): Uint8Array {
  const { data, crc, size } = facts(entry);
  const name = bytesOf(entry.localName ?? entry.name);
  const extra = entry.localExtra ?? none;
  const header = new Uint8Array(LOCAL_HEADER_BYTES);
  setU32(header, 0, LOCAL_HEADER);
  const common = { flags: entry.flags ?? 0, method: entry.deflate ? 8 : 0, time: 0x58210000, versionNeeded: 20 };
  const sizes = { crc32: crc, compressedSize: data.length, size };
  write(header, LOCAL, { ...common, ...sizes, nameLength: name.length, extraLength: extra.length, ...entry.local });
  return Buffer.concat([header, name, extra, data, entry.after ?? none]);
}

function recordOf(entry: EntryPlan, localOffset: number): Uint8Array {
  const { data, crc, size } = facts(entry);
  const name = bytesOf(entry.name);
  const [extra, comment] = [entry.extra ?? none, entry.comment ?? none];
  const record = new Uint8Array(CENTRAL_RECORD_BYTES);
  setU32(record, 0, CENTRAL_RECORD);
  const common = { flags: entry.flags ?? 0, method: entry.deflate ? 8 : 0, time: 0x58210000 };
  const versions = { versionMadeBy: 20, versionNeeded: 20 };
  const sizes = { crc32: crc, compressedSize: data.length, size, localOffset };
  const lengths = { nameLength: name.length, extraLength: extra.length, commentLength: comment.length };
  write(record, CENTRAL, { ...common, ...versions, ...sizes, ...lengths, ...entry.central });
  return Buffer.concat([record, name, extra, comment]);
}

function endRecord(plan: ZipPlan, entries: number, directorySize: number, directoryOffset: number): Uint8Array {
  const comment = plan.comment ?? none;
  const record = new Uint8Array(END_RECORD_BYTES);
  setU32(record, 0, END_RECORD);
  const counts = { entriesOnDisk: entries, entries, directorySize, directoryOffset };
  write(record, END, { ...counts, commentLength: comment.length, ...plan.end });
  return Buffer.concat([record, comment]);
}

const WIDE = new Set([
  "time",
  "crc32",
  "compressedSize",
  "size",
  "externalAttributes",
  "localOffset",
  "directorySize",
  "directoryOffset",
]);

function write(
  bytes: Uint8Array,
  places: { readonly [name: string]: number },
  values: { readonly [name: string]: number | undefined },
): void {
  for (const [name, value] of Object.entries(values)) {
    const place = places[name];
    if (place === undefined || value === undefined) continue;
    (WIDE.has(name) ? setU32 : setU16)(bytes, place, value);
  }
}
