import { equalBytes } from "../bytes/index.js";
import { DerFault, DerReader, Tag } from "../der/index.js";
import { type CrlEntry, type CrlKind, readCrlEntry } from "./crl-entry.js";
import { type PlainEntry, skimPlainEntry } from "./crl-entry-skim.js";
import { sameNameAs } from "./name-compare.js";

/** Whom a CRL is searched for. */
export interface CrlTarget {
  /** Content octets of the serial number. */
  readonly serial: Uint8Array;
  /** DER Name of the certificate's issuer. */
  readonly issuerName: Uint8Array;
}

/** The longest entry that is read, in bytes: two numbers and a few extensions. Slices of a big CRL overlap by it at most. */
export const CRL_ENTRY_BYTES: number = 64 * 1024;

/**
 * One walk over revokedCertificates: every entry is checked for form, those of the target are handed over, and nothing else is
 * made. A million entries cost a million comparisons and no object. Nothing is kept either: whoever has not signed a CRL can
 * write one that names its target a million times, and is found out only at its end.
 *
 * The contents may come in pieces, in order; an entry that a piece cuts off is asked for again with the next.
 */
export class CrlSearch {
  readonly #kind: CrlKind;
  readonly #target: CrlTarget;
  readonly #take: (entry: CrlEntry) => void;
  readonly #skimmed: PlainEntry = { end: 0, serialStart: 0, serialEnd: 0 };
  /** The target's name is prepared once, and not for each entry. */
  readonly #isTargetsIssuer: (name: Uint8Array) => boolean;
  /** Whether entries at this place are of the target's issuer: sticky, as certificateIssuer is (RFC 5280 §5.3.3). */
  #ofTargetsIssuer: boolean;

  /**
   * @param crlIssuer DER Name: entries are of its certificates until one says otherwise.
   * @param take is given the target's entries, in order, over bytes that may change afterwards. A well-kept CRL has one at most.
   */
  constructor(kind: CrlKind, crlIssuer: Uint8Array, target: CrlTarget, take: (entry: CrlEntry) => void) {
    this.#kind = kind;
    this.#target = target;
    this.#take = take;
    this.#isTargetsIssuer = sameNameAs(target.issuerName);
    this.#ofTargetsIssuer = this.#isTargetsIssuer(crlIssuer);
  }

  /**
   * Walks the whole entries of `bytes[start, end)`.
   *
   * @param isLast nothing follows: what is left over then is a fault.
   * @returns where the first entry begins that is not whole; `end` if there is none.
   * @throws {DerFault}
   */
  walk(bytes: Uint8Array, start: number, end: number, isLast: boolean): number {
    let position = start;
    while (position < end) {
      const next = skimPlainEntry(bytes, position, end, this.#kind.version === 2, this.#skimmed)
        ? this.#plain(bytes, position)
        : this.#read(bytes, position, end, isLast);
      if (next < 0) return position;
      position = next;
    }
    return position;
  }

  /** An entry that is known to be well-formed and to hold a reason at most. */
  #plain(bytes: Uint8Array, start: number): number {
    const { end, serialStart, serialEnd } = this.#skimmed;
    if (this.#ofTargetsIssuer && this.#isTarget(bytes, serialStart, serialEnd))
      this.#take(readCrlEntry(new DerReader(bytes, "revokedCertificates", start, end), this.#kind));
    return end;
  }

  #isTarget(bytes: Uint8Array, start: number, end: number): boolean {
    const { serial } = this.#target;
    if (end - start !== serial.length) return false;
    // The last octets differ soonest: serial numbers often count upwards.
    for (let index = serial.length - 1; index >= 0; index--) if (bytes[start + index] !== serial[index]) return false;
    return true;
  }

  /** Any other entry, with all its checks. @returns -1 if it is cut off and more may come. */
  #read(bytes: Uint8Array, start: number, end: number, isLast: boolean): number {
    if (!isLast && !isWholeEntry(bytes, start, end)) return -1;
    const reader = new DerReader(bytes, "revokedCertificates", start, end);
    const entry = readCrlEntry(reader, this.#kind);
    if (reader.position - start > CRL_ENTRY_BYTES)
      throw new DerFault("revokedCertificates", start, `has an entry of more than ${CRL_ENTRY_BYTES} bytes`);
    if (entry.certificateIssuer !== undefined)
      this.#ofTargetsIssuer = entry.certificateIssuer.some(this.#isTargetsIssuer);
    if (this.#ofTargetsIssuer && equalBytes(entry.serial, this.#target.serial)) this.#take(entry);
    return reader.position;
  }
}

/** Whether the entry that begins here is whole, as far as its header says; a fault is left for the reader to find. */
function isWholeEntry(bytes: Uint8Array, start: number, end: number): boolean {
  if (bytes[start] !== Tag.sequence) return true;
  const first = bytes[start + 1] ?? 0;
  const count = first < 0x80 ? 0 : first & 0x7f;
  if (start + 2 + count > end) return end - start > CRL_ENTRY_BYTES;
  let length = first < 0x80 ? first : 0;
  for (let index = 0; index < count; index++) length = length * 256 + (bytes[start + 2 + index] ?? 0);
  return start + 2 + count + length <= end || length > CRL_ENTRY_BYTES;
}
