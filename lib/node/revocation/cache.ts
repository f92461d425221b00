import { readdir, stat, unlink } from "node:fs/promises";
import { join } from "node:path";
import { TransportError } from "../../report/index.js";
import type { RevocationEvidence, RevocationMethod } from "../../revocation/index.js";
import { systemCode, targetFault, unwritableFile } from "../file-fault.js";
import { makeOwnFolder } from "../own-folder.js";
import { writeSignedPackage } from "../write-atomic.js";
import { type CacheEntry, entryBytes, readEntry } from "../cache/cache-entry.js";
import { entryName } from "./cache-keys.js";
import { CacheListing, revocationFolder, statIn } from "./cache-folder.js";
import { CacheMemory, type FileState, type RememberedEntry } from "./cache-memory.js";

const DAY = 24 * 60 * 60 * 1000;
/** CRLs live for days to a year; what nobody has fetched again for so long belongs to nothing that is still verified. */
const KEPT_MS = 400 * DAY;
const KEPT_BYTES = 1024 * 1024 * 1024;
/** A temporary file of a writer that was killed. */
const ABANDONED_MS = DAY;
/** How many are stored before the folder is looked through again. */
const STORED_BETWEEN_SWEEPS = 256;

/**
 * Revocation data on disk, for many processes at once: an entry is one file, written aside and renamed, its digest in it.
 * A reader sees the old entry, the new one, or none; what was damaged is none. Whether an answer is still valid is for
 * whoever judges it to say, so stale ones are kept: "nine days stale" tells more than "none".
 *
 * The cache is a convenience: a disk that is full or read-only costs it its entries, never a verification.
 */
export class RevocationCache {
  readonly #folder: string;
  readonly #listing: CacheListing;
  readonly #memory = new CacheMemory();
  #storedSinceSweep = STORED_BETWEEN_SWEEPS;

  /** @param listing which others ask as well. */
  constructor(cacheDirectory: string, listing: CacheListing = new CacheListing(cacheDirectory)) {
    this.#folder = revocationFolder(cacheDirectory);
    this.#listing = listing;
  }

  /** @returns what is kept under this key, if anything: the same object as before for as long as the entry stays. */
  find(kind: RevocationMethod, key: string): RevocationEvidence | undefined {
    if (this.#listing.isEmpty(kind)) return undefined;
    const name = entryName(kind, key);
    if (!this.#listing.has(name)) return undefined;
    const path = join(this.#folder, name);
    const state = statIn(path);
    const entry = state && (this.#memory.find(path, state) ?? this.#read(path, state, kind));
    return entry?.key === key ? entry.evidence : undefined;
  }

  #read(path: string, state: FileState, kind: RevocationMethod): RememberedEntry | undefined {
    this.#memory.drop(path);
    const entry = readEntry(path);
    if (entry === undefined) return undefined;
    const { key, data, origin } = entry;
    const remembered = { key, evidence: { kind, data, origin, fromCache: true } };
    this.#memory.keep(path, state, remembered);
    return remembered;
  }

  /** Keeps evidence; failing to is no fault. @returns why it is not kept. */
  async store(
    kind: RevocationMethod,
    key: string,
    origin: string,
    data: Uint8Array,
  ): Promise<TransportError | undefined> {
    const pieces = entryBytes({ key, origin }, data);
    const chunks = async function* (): AsyncIterable<Uint8Array> {
      yield* pieces;
    };
    const name = entryName(kind, key);
    try {
      await makeOwnFolder(this.#folder);
      await writeSignedPackage(join(this.#folder, name), { chunks });
      this.#listing.add(name);
      if (++this.#storedSinceSweep > STORED_BETWEEN_SWEEPS) await this.#sweep();
      return undefined;
    } catch (error) {
      return error instanceof TransportError ? error : folderFault(this.#folder, error); // see above
    }
  }

  /** Every intact entry, for an archive. */
  async *entries(): AsyncIterable<CacheEntry & { readonly kind: RevocationMethod }> {
    for (const name of await listed(this.#folder)) {
      const kind = kindOf(name);
      const entry = kind === undefined ? undefined : readEntry(join(this.#folder, name));
      if (kind !== undefined && entry !== undefined) yield { ...entry, kind };
    }
  }

  /** Drops what is old, and the oldest of what is too much. */
  async #sweep(): Promise<void> {
    this.#storedSinceSweep = 0;
    const now = Date.now();
    const files = await filesIn(this.#folder);
    let kept = 0;
    for (const { path, size, written } of files.sort((left, right) => right.written - left.written)) {
      const isTemporary = path.endsWith(".tmp");
      const isOld = now - written > (isTemporary ? ABANDONED_MS : KEPT_MS);
      kept += size;
      if (isOld || (kept > KEPT_BYTES && !isTemporary)) await unlink(path).catch(() => undefined);
    }
  }
}

/** Where nothing can ever be made, as below `/proc`, the system says of a new folder that it does not exist. */
function folderFault(folder: string, error: unknown): TransportError {
  if (systemCode(error) !== "ENOENT") return targetFault(folder, error);
  const remedy = "Check the folder that it is to lie in, whose file system may be read-only, or name another.";
  return unwritableFile(folder, "can’t be made", remedy, { cause: error });
}

function kindOf(name: string): RevocationMethod | undefined {
  if (/^crl-[0-9a-f]{64}$/.test(name)) return "crl";
  return /^ocsp-[0-9a-f]{64}$/.test(name) ? "ocsp" : undefined;
}

async function listed(folder: string): Promise<readonly string[]> {
  return (await readdir(folder).catch(() => [])).sort();
}

interface CacheFile {
  readonly path: string;
  readonly size: number;
  readonly written: number;
}

async function filesIn(folder: string): Promise<CacheFile[]> {
  const files: CacheFile[] = [];
  for (const name of await listed(folder)) {
    const path = join(folder, name);
    const facts = await stat(path).catch(() => undefined); // another process may have swept it
    if (facts?.isFile() === true) files.push({ path, size: facts.size, written: facts.mtimeMs });
  }
  return files;
}
