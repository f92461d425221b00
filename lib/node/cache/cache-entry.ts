import { createHash } from "node:crypto";
import { equalBytes, type PackageSource } from "../../bytes/index.js";
import { HeldFile } from "./held-file.js";

/** What is kept beside the bytes. */
export interface CacheHeader {
  /** What it was stored under: another text of the same hash is another entry. */
  readonly key: string;
  readonly origin: string;
}
export interface CacheEntry extends CacheHeader {
  readonly data: PackageSource;
}

/**
 * How an entry begins: `countersign-cache1`, the SHA-256 of all that follows it, the length of the header (4 bytes), then
 * the header as JSON and the data. Whatever does not check is no entry.
 */
const MAGIC = Buffer.from("countersign-cache1");
const DIGEST_END = MAGIC.length + 32;
const HEADER_START = DIGEST_END + 4;
const LONGEST_HEADER = 64 * 1024;
/** What is small is read whole; of the rest a descriptor is held. */
const IN_MEMORY = 4 * 1024 * 1024;
const SLICE = 1024 * 1024;

/** An entry's bytes. */
export function entryBytes(header: CacheHeader, data: Uint8Array): readonly Uint8Array[] {
  const json = Buffer.from(JSON.stringify(header), "utf8");
  const length = Buffer.alloc(4);
  length.writeUInt32BE(json.length);
  const digest = createHash("sha256").update(length).update(json).update(data).digest();
  return [MAGIC, digest, length, json, data];
}

/**
 * Reads the entry in a file.
 *
 * @returns `undefined` if there is none, or it is damaged.
 */
export function readEntry(path: string): CacheEntry | undefined {
  let file: HeldFile | undefined;
  try {
    file = HeldFile.open(path);
    const entry = entryIn(file);
    if (!(entry?.data instanceof HeldFile)) file.close();
    return entry;
  } catch {
    file?.close();
    return undefined; // nothing there, a folder, a disk that fails
  }
}

/** Reads an entry that fills this file, or part of a file. What is small is read into memory; the rest stays there. */
export function entryIn(file: HeldFile): CacheEntry | undefined {
  const head = Buffer.from(file.copy(0, HEADER_START));
  if (head.length < HEADER_START || !head.subarray(0, MAGIC.length).equals(MAGIC)) return undefined;
  const dataStart = HEADER_START + head.readUInt32BE(DIGEST_END);
  const isBounded = dataStart <= file.size && dataStart <= LONGEST_HEADER;
  if (!isBounded || !equalBytes(digestFrom(file), head.subarray(MAGIC.length, DIGEST_END))) return undefined;
  const header = readHeader(file.copy(HEADER_START, dataStart));
  if (header === undefined) return undefined;
  const isSmall = file.size - dataStart <= IN_MEMORY;
  return { ...header, data: isSmall ? file.copy(dataStart, file.size) : file.part(dataStart, file.size) };
}

function digestFrom(file: HeldFile): Uint8Array {
  const hash = createHash("sha256");
  for (let start = DIGEST_END; start < file.size; start += SLICE) hash.update(file.copy(start, start + SLICE));
  return hash.digest();
}

/** Its digest was right, so we wrote it; another version of ours may have written it otherwise. */
function readHeader(json: Uint8Array): CacheHeader | undefined {
  const value: unknown = JSON.parse(Buffer.from(json).toString("utf8"));
  if (typeof value !== "object" || value === null || !("key" in value) || !("origin" in value)) return undefined;
  const { key, origin } = value;
  return typeof key === "string" && typeof origin === "string" ? { key, origin } : undefined;
}
