import type { Stats } from "node:fs";
import type { RevocationEvidence } from "../../revocation/index.js";

/** Entries of a file are the same bytes for as long as these are the same: it is replaced by renaming. */
export type FileState = Pick<Stats, "ino" | "size" | "mtimeMs">;

export interface RememberedEntry {
  readonly key: string;
  readonly evidence: RevocationEvidence;
}

/** Twice the CAs that one restore meets, each with a CRL and some answers. Large ones are held open, so not without end. */
const MOST_ENTRIES = 256;
const MOST_BYTES = 32 * 1024 * 1024;

/**
 * Entries that were read and whose digest was right, so that a batch opens and hashes each once; those handed out are the
 * same objects, by which their reader knows that it has read them. The least recently used go first.
 */
export class CacheMemory {
  readonly #entries = new Map<string, { readonly state: FileState; readonly entry: RememberedEntry }>();
  #bytes = 0;

  find(path: string, state: FileState): RememberedEntry | undefined {
    const known = this.#entries.get(path);
    if (known === undefined || !isSame(known.state, state)) return undefined;
    this.#entries.delete(path);
    this.#entries.set(path, known);
    return known.entry;
  }

  keep(path: string, state: FileState, entry: RememberedEntry): void {
    this.drop(path);
    this.#entries.set(path, { state, entry });
    this.#bytes += bytesIn(entry);
    for (const oldest of this.#entries.keys()) {
      if (this.#entries.size <= MOST_ENTRIES && this.#bytes <= MOST_BYTES) return;
      this.drop(oldest);
    }
  }

  drop(path: string): void {
    const known = this.#entries.get(path);
    if (known === undefined) return;
    this.#entries.delete(path);
    this.#bytes -= bytesIn(known.entry);
  }
}

function isSame(left: FileState, right: FileState): boolean {
  return left.ino === right.ino && left.size === right.size && left.mtimeMs === right.mtimeMs;
}

/** Of what is in memory; a large CRL stays on the disk. */
function bytesIn({ evidence: { data } }: RememberedEntry): number {
  return data instanceof Uint8Array ? data.length : 0;
}
