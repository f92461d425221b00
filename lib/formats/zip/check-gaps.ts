import { findOctets } from "../../bytes/index.js";
import { found } from "../../report/index.js";
import type { FindingList } from "../finding-list.js";
import type { Slot, ZipArchive } from "./directory.js";
import { decodeName } from "./entry-name.js";
import { LOCAL_HEADER_BYTES } from "./fields.js";
import type { LocalHeader } from "./local-header.js";

/** Bytes that belong to no entry's header or data: behind the data of the entry named, or before the first. */
export interface Gap {
  readonly slot: Slot;
  readonly start: number;
  readonly end: number;
}

/**
 * The gap behind an entry's data.
 *
 * @returns `undefined` where no header fits in: most entries have none, or a data descriptor.
 */
export function gapBehind(slot: Slot, header: LocalHeader): Gap | undefined {
  const start = slot.start + header.length + slot.entry.compressedSize;
  return slot.end - start < LOCAL_HEADER_BYTES ? undefined : { slot, start, end: slot.end };
}

const SIGNATURE = "PK\u0003\u0004";
const PIECE_BYTES = 1024 * 1024;

/**
 * Refuses local headers that stand where no record points: whoever reads the archive from its start, as from a pipe, finds an
 * entry there, and whoever looks entries up finds none. Gaps that hold anything else are harmless, and the hash covers them.
 * (DEFLATE data may end before their size says so, and a reader of pipes goes on there; that would show by inflating alone.)
 *
 * @throws TransportError the source is shorter than it says.
 */
export async function checkGaps(archive: ZipArchive, behind: readonly Gap[], findings: FindingList): Promise<void> {
  const [first] = archive.slots;
  const before = first === undefined || first.start === 0 ? [] : [{ slot: first, start: 0, end: first.start }];
  for (const gap of [...before, ...behind]) {
    const start = await findHeader(archive, gap);
    if (start === undefined) continue;
    const entry = decodeName(gap.slot.entry.name);
    findings.add(found("package-entry-ambiguous", { entry, problem: "hidden-entry" }, { part: "package", start }));
  }
}

/** Pieces overlap by less than a signature, so that none is cut. */
async function findHeader({ reader }: ZipArchive, { start, end }: Gap): Promise<number | undefined> {
  for (let at = start; at < end; at += PIECE_BYTES) {
    const piece = await reader.bytes(at, Math.min(at + PIECE_BYTES + SIGNATURE.length - 1, end));
    const place = findOctets(piece, SIGNATURE, 0);
    if (place >= 0) return at + place;
  }
  return undefined;
}
