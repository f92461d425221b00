import { FILE_AS_DIRECTORY, isLink, NEEDLESS_TARGET, type TarHeader, type TarKind } from "./header.js";
import { type PaxFacts, readPaxRecords } from "./pax-records.js";
import { readName } from "./text.js";

/** Kinds that describe the entry after them. */
export type ExtendedKind = "pax" | "pax-global" | "long-name" | "long-link";

/** One entry, under the name that it is extracted to. */
export interface TarEntry {
  readonly kind: TarKind;
  readonly name: string;
  readonly target: string;
  readonly size: number;
}

export function isExtended(kind: TarKind): kind is ExtendedKind {
  return kind === "pax" || kind === "pax-global" || kind === "long-name" || kind === "long-link";
}

/**
 * Gathers what the headers before an entry say about it. Two that speak of one thing are a fault: readers differ in which
 * of them counts. Methods return what is wrong, if anything is.
 */
export class ExtendedHeaders {
  #pax: PaxFacts | undefined;
  #longName: string | undefined;
  #longLink: string | undefined;

  get isPending(): boolean {
    return this.#pax !== undefined || this.#longName !== undefined || this.#longLink !== undefined;
  }

  take(kind: ExtendedKind, content: Uint8Array): string | undefined {
    // Pub takes the size that a pax header gives for that of whatever header comes next.
    if (this.#pax !== undefined) return "a header stands between a pax header and the entry that it describes";
    return kind === "pax" || kind === "pax-global" ? this.#takePax(kind, content) : this.#takeLong(kind, content);
  }

  #takeLong(kind: "long-name" | "long-link", content: Uint8Array): string | undefined {
    const text = readName(content);
    if (text === undefined) return "a long name is no UTF-8, or goes on behind its NUL";
    if (kind === "long-name") {
      if (this.#longName !== undefined) return "two headers give one entry its name";
      this.#longName = text;
    } else {
      if (this.#longLink !== undefined) return "two headers give one link its target";
      this.#longLink = text;
    }
    return undefined;
  }

  #takePax(kind: "pax" | "pax-global", content: Uint8Array): string | undefined {
    const facts = readPaxRecords(content);
    if (typeof facts === "string") return facts;
    if (kind === "pax-global") {
      // It would rename every entry that follows; what writers put there is a comment.
      return Object.keys(facts).length > 0 ? "a header for all entries names files" : undefined;
    }
    this.#pax = facts;
    return undefined;
  }

  /** The entry, with what was said about it; nothing is said about the next one then. */
  apply(header: TarHeader): TarEntry | string {
    const { path, target: link, size } = this.#pax ?? {};
    // In decimal digits: Python takes a size that it can't read, as hexadecimal, for 0, and others don't.
    if (size !== undefined && (!/^[0-9]+$/.test(size) || Number(size) !== header.size))
      return "two headers give one entry two sizes";
    if (path !== undefined && this.#longName !== undefined) return "two headers give one entry its name";
    if (link !== undefined && this.#longLink !== undefined) return "two headers give one link its target";
    const name = path ?? this.#longName ?? header.name;
    const target = link ?? this.#longLink ?? header.target;
    this.#pax = this.#longName = this.#longLink = undefined;
    if (header.kind === "file" && name.endsWith("/")) return FILE_AS_DIRECTORY;
    // node-tar drops it, and takes what the extended headers say for the next one's.
    if (header.target === "" && isLink(header.kind)) return "a link's target does not stand in its own header";
    if (target !== "" && !isLink(header.kind)) return NEEDLESS_TARGET;
    return { kind: header.kind, name, target, size: header.size };
  }
}
