import { andThen } from "../../bytes/index.js";
import type { FileRange, WindowReader } from "../window-reader.js";
import type { Slot } from "./directory.js";
import { LOCAL, LOCAL_HEADER, LOCAL_HEADER_BYTES, u16, u32 } from "./fields.js";

/** Room for the usual extra fields (times, owners, alignment), so that a header takes one read. */
const USUAL_EXTRA_BYTES = 128;
/** A local header. */
export interface LocalHeader {
  /** Begins with the header; what follows it may be there as well. */
  readonly bytes: Uint8Array;
  /** Of fixed fields, name and extra fields, in bytes. */
  readonly length: number;
  readonly nameEnd: number;
}

/** Why there is no header to look at: none stands there, or it runs into its neighbour. */
export type NoHeader = "missing" | "overlap";

/**
 * The local header of an entry; at once, if the source answers at once. Never reads beyond the entry's slot, so that headers
 * which claim to overlap cannot make one stretch of the file be read again and again.
 *
 * @param ahead what to read if it has to be: from the header on, further than its fixed fields or not, and the headers after it.
 * @throws TransportError the source is shorter than it says.
 */
export function readLocalHeader(
  reader: WindowReader,
  slot: Slot,
  ahead: () => Iterable<FileRange> = () => [{ start: slot.start, end: slot.start + LOCAL_HEADER_BYTES }],
): LocalHeader | NoHeader | Promise<LocalHeader | NoHeader> {
  const fixedEnd = slot.start + LOCAL_HEADER_BYTES;
  if (fixedEnd > slot.end) return "overlap";
  const fixed = reader.held(slot.start, fixedEnd) ?? reader.ahead(ahead());
  return andThen<Uint8Array, LocalHeader | NoHeader>(fixed, (bytes) => {
    if (u32(bytes, 0) !== LOCAL_HEADER) return "missing";
    const end = slot.start + measure(bytes).length;
    return end > slot.end ? "overlap" : andThen(reader.bytes(slot.start, end), measure);
  });
}

/** The same without waiting, where it has been read: most headers, once reading ahead has set in. */
export function heldHeader(reader: WindowReader, slot: Slot): LocalHeader | undefined {
  const bytes = reader.held(slot.start, Math.min(slot.end, expectedEnd(slot)));
  if (bytes === undefined || bytes.length < LOCAL_HEADER_BYTES || u32(bytes, 0) !== LOCAL_HEADER) return undefined;
  const header = measure(bytes);
  return header.length <= bytes.length ? header : undefined;
}

function measure(bytes: Uint8Array): LocalHeader {
  const nameEnd = LOCAL_HEADER_BYTES + u16(bytes, LOCAL.nameLength);
  return { bytes, length: nameEnd + u16(bytes, LOCAL.extraLength), nameEnd };
}

/** Where a header will have ended, if its extra fields are as usual. */
export function expectedEnd({ start, entry }: Slot): number {
  return start + LOCAL_HEADER_BYTES + entry.name.length + USUAL_EXTRA_BYTES;
}
