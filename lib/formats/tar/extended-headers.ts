import type { TarHeader, TarKind } from "./header.js";
import { type PaxFacts, readPaxRecords } from "./pax-records.js";

/** Kinds that describe the entry after them. */
export type ExtendedKind = "pax" | "pax-global" | "long-name" | "long-link";

/** One entry, under the name that it is extracted to. */
export interface TarEntry {
  readonly kind: TarKind;
  readonly name: string;
  readonly target: string;
  readonly size: number;
}

const utf8 = new TextDecoder("utf-8", { ignoreBOM: true });

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
    switch (kind) {
      case "long-name":
        if (this.#longName !== undefined) return "two headers give one entry its name";
        this.#longName = untilZero(content);
        return undefined;
      case "long-link":
        if (this.#longLink !== undefined) return "two headers give one link its target";
        this.#longLink = untilZero(content);
        return undefined;
      case "pax":
      case "pax-global":
        return this.#takePax(kind, content);
    }
  }

  #takePax(kind: "pax" | "pax-global", content: Uint8Array): string | undefined {
    const facts = readPaxRecords(content);
    if (typeof facts === "string") return facts;
    if (kind === "pax-global") {
      // It would rename every entry that follows; what writers put there is a comment.
      return Object.keys(facts).length > 0 ? "a header for all entries names files" : undefined;
    }
    if (this.#pax !== undefined) return "two pax headers describe one entry";
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
    if (header.kind === "file" && name.endsWith("/")) return "a file is named as a directory";
    return { kind: header.kind, name, target, size: header.size };
  }
}

function untilZero(content: Uint8Array): string {
  const end = content.indexOf(0);
  return utf8.decode(end < 0 ? content : content.subarray(0, end));
}
