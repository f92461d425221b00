import { toHex } from "../../bytes/index.js";
import type { CryptoProvider } from "../../crypto/index.js";
import type { Purpose } from "../../report/index.js";
import { readCertificate } from "../../x509/index.js";
import type { AnchorEntry, TrustAnchor } from "../anchor.js";
import type { AnchorIndex } from "../anchor-index.js";
import { certificateAnchor } from "../read-anchor.js";
import { damaged } from "./damaged.js";
import { Record, RECORD_BYTES, type RootsBytes } from "./layout.js";
import type { SourceTerms } from "./sources.js";

/** What the records are read with. */
export interface RootsContext {
  readonly bytes: RootsBytes;
  /** Offset of the first certificate. */
  readonly blobStart: number;
  readonly terms: SourceTerms;
  readonly provider: CryptoProvider;
}

/**
 * The index over the bundled list's records, which stand in order of their name hashes. Making it costs nothing: a record
 * becomes an entry when it is asked for.
 */
export class RootsIndex implements AnchorIndex {
  readonly size: number;
  readonly #view: DataView;
  readonly #context: RootsContext;
  readonly #entries = new Map<number, BundledEntry>();

  constructor(records: Uint8Array, context: RootsContext) {
    this.size = records.length / RECORD_BYTES;
    this.#view = new DataView(records.buffer, records.byteOffset, records.byteLength);
    this.#context = context;
  }

  withNameHash(hash: number): readonly AnchorEntry[] {
    const entries: AnchorEntry[] = [];
    for (let number = this.#firstNotBelow(hash); number < this.size && this.#nameHash(number) === hash; number++) {
      entries.push(this.#entry(number));
    }
    return entries;
  }

  all(): readonly AnchorEntry[] {
    return Array.from({ length: this.size }, (_, number) => this.#entry(number));
  }

  #nameHash(number: number): number {
    return this.#view.getUint32(RECORD_BYTES * number + Record.nameHash);
  }

  #firstNotBelow(hash: number): number {
    let low = 0;
    let high = this.size;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#nameHash(middle) < hash) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #entry(number: number): BundledEntry {
    const former = this.#entries.get(number);
    if (former !== undefined) return former;
    const { buffer, byteOffset } = this.#view;
    const record = new DataView(buffer, byteOffset + RECORD_BYTES * number, RECORD_BYTES);
    const entry = new BundledEntry(record, this.#context);
    this.#entries.set(number, entry);
    return entry;
  }
}

/** One root, parsed when first read. */
class BundledEntry implements AnchorEntry {
  readonly #record: DataView;
  readonly #context: RootsContext;
  #anchor: TrustAnchor | undefined;

  constructor(record: DataView, context: RootsContext) {
    this.#record = record;
    this.#context = context;
  }

  get id(): `certificate ${string}` {
    const { buffer, byteOffset } = this.#record;
    return `certificate ${toHex(new Uint8Array(buffer, byteOffset + Record.sha256, 32))}`;
  }

  get nameHash(): number {
    return this.#record.getUint32(Record.nameHash);
  }

  get purposes(): readonly Purpose[] {
    return this.#context.terms.of(this.#record.getUint32(Record.sources)).purposes;
  }

  read(): TrustAnchor {
    return (this.#anchor ??= this.#readAnchor());
  }

  #readAnchor(): TrustAnchor {
    const { bytes, blobStart, terms, provider } = this.#context;
    const start = blobStart + this.#record.getUint32(Record.offset);
    const certificate = readCertificate(bytes.range(start, start + this.#record.getUint32(Record.length)));
    if (!certificate.ok) throw damaged(start, "holds a certificate that can't be read", certificate.fault);
    // With a provider that has to wait, whoever hands the certificate out identifies it.
    if (provider.digestNow !== undefined) void certificate.value.identify(provider);
    return certificateAnchor(certificate.value, terms.of(this.#record.getUint32(Record.sources)));
  }
}
