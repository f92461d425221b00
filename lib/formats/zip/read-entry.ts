import { decodeName } from "./entry-name.js";
import { failed, type Finding, found, ok, type Result } from "../../report/index.js";
import { inflate } from "../inflate.js";
import type { Slot, ZipArchive } from "./directory.js";
import { CENTRAL, DEFLATED, FLAG, STORED, u16, u32 } from "./fields.js";
import { readLocalHeader } from "./local-header.js";
import { crc32, concatBytes } from "../../bytes/index.js";

/**
 * An entry's content, whole.
 *
 * @param limit the most that is read or inflated, in bytes; the sizes that the headers claim are not believed.
 * @throws TransportError the source is shorter than it says.
 */
export async function readEntry(archive: ZipArchive, slot: Slot, limit: number): Promise<Result<Uint8Array>> {
  const { record, compressedSize } = slot.entry;
  const size = u32(record, CENTRAL.size);
  const largest = Math.max(size, compressedSize);
  if (largest > limit) return failed(found("package-too-large", { limit, actual: largest, unit: "bytes" }));
  const header = await readLocalHeader(archive.reader, slot);
  if (typeof header === "string") return failed(unreadable(slot, "it has no local header of its own"));
  const start = slot.start + header.length;
  if (start + compressedSize > slot.end) return failed(unreadable(slot, "its data run into what follows"));
  const content = await unpack(await archive.reader.bytes(start, start + compressedSize), record, size);
  if (content?.length === size && crc32(content) === u32(record, CENTRAL.crc32)) return ok(content);
  return failed(unreadable(slot, "its data are not what its size and CRC-32 say"));
}

function unreadable(slot: Slot, problem: string): Finding {
  return found("package-malformed", { structure: decodeName(slot.entry.name), offset: slot.start, problem });
}

/** @returns `undefined` if it is encrypted, packed in a way that nobody uses for text, or broken. */
async function unpack(data: Uint8Array, record: Uint8Array, size: number): Promise<Uint8Array | undefined> {
  if ((u16(record, CENTRAL.flags) & FLAG.encrypted) !== 0) return undefined;
  const method = u16(record, CENTRAL.method);
  if (method === STORED) return data;
  if (method !== DEFLATED) return undefined;
  const pieces: Uint8Array[] = [];
  let length = 0;
  const end = await inflate(data, (piece) => {
    pieces.push(piece);
    length += piece.length;
    return length <= size;
  });
  return end === "complete" ? concatBytes(pieces) : undefined;
}
