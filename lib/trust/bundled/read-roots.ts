import { startsWith, toHex } from "../../bytes/index.js";
import type { CryptoProvider } from "../../crypto/index.js";
import { DecodeError, type Purpose } from "../../report/index.js";
import { readCertificate } from "../../x509/index.js";
import type { AnchorEntry, TrustAnchor } from "../anchor.js";
import { certificateAnchor } from "../read-anchor.js";
import { MAGIC, PREFIX_BYTES, RECORD_BYTES, type RootsBytes, type RootsHeader, type RootsSource } from "./layout.js";

/** The list's header, and its roots as entries that are read when first hit. */
export interface Roots {
  readonly header: RootsHeader;
  readonly entries: readonly AnchorEntry[];
}

/** @throws {DecodeError} the bytes are no list of this layout: the package's installation is damaged. */
export function readRoots(bytes: RootsBytes, provider: CryptoProvider): Roots {
  const prefix = bytes.range(0, PREFIX_BYTES);
  if (!startsWith(prefix, new TextEncoder().encode(MAGIC))) throw damaged(0, "does not begin as one");
  const sizes = viewOf(prefix);
  const recordsStart = PREFIX_BYTES + sizes.getUint32(16);
  const blobStart = recordsStart + RECORD_BYTES * sizes.getUint32(20);
  const header = readHeader(bytes.range(PREFIX_BYTES, recordsStart));
  const records = bytes.range(recordsStart, blobStart);
  const terms = new Map<number, SourceTerms>();
  const entries: AnchorEntry[] = [];
  for (let start = 0; start < records.length; start += RECORD_BYTES) {
    const record = records.subarray(start, start + RECORD_BYTES);
    entries.push(
      new BundledEntry(record, blobStart, bytes, termsOf(viewOf(record).getUint32(44), header, terms), provider),
    );
  }
  return { header, entries };
}

/** Written by our own script: it is read as it was written. */
function readHeader(json: Uint8Array): RootsHeader {
  try {
    return JSON.parse(new TextDecoder().decode(json)) as RootsHeader;
  } catch (error) {
    throw damaged(PREFIX_BYTES, "has a header that is no JSON", error);
  }
}

/** Purposes and origin, which all roots of the same sources share. */
interface SourceTerms {
  readonly purposes: readonly Purpose[];
  readonly origin: string;
}

function termsOf(set: number, header: RootsHeader, known: Map<number, SourceTerms>): SourceTerms {
  const former = known.get(set);
  if (former !== undefined) return former;
  const sources = header.sources.filter((_source, bit) => (set & (1 << bit)) !== 0);
  const purposes = Object.freeze([...new Set(sources.map((source) => source.purpose))].sort());
  const terms = { purposes, origin: originText(sources) };
  known.set(set, terms);
  return terms;
}

/** `dotnet-sdk 10.0.401 codesignctl.pem, timestampctl.pem`. */
function originText(sources: readonly RootsSource[]): string {
  const labels = [...new Set(sources.map((source) => source.label))];
  const filesOf = (label: string): string =>
    sources
      .filter((source) => source.label === label)
      .map((source) => source.file)
      .join(", ");
  return labels.map((label) => `${label} ${filesOf(label)}`).join("; ");
}

class BundledEntry implements AnchorEntry {
  readonly purposes: readonly Purpose[];
  readonly nameHash: number;
  readonly #record: Uint8Array;
  readonly #blobStart: number;
  readonly #bytes: RootsBytes;
  readonly #terms: SourceTerms;
  readonly #provider: CryptoProvider;
  #anchor: TrustAnchor | undefined;

  constructor(record: Uint8Array, blobStart: number, bytes: RootsBytes, terms: SourceTerms, provider: CryptoProvider) {
    const view = viewOf(record);
    this.purposes = terms.purposes;
    this.nameHash = view.getUint32(32);
    this.#record = record;
    this.#blobStart = blobStart;
    this.#bytes = bytes;
    this.#terms = terms;
    this.#provider = provider;
  }

  get id(): `certificate ${string}` {
    return `certificate ${toHex(this.#record.subarray(0, 32))}`;
  }

  read(): TrustAnchor {
    return (this.#anchor ??= this.#readAnchor());
  }

  #readAnchor(): TrustAnchor {
    const view = viewOf(this.#record);
    const start = this.#blobStart + view.getUint32(36);
    const certificate = readCertificate(this.#bytes.range(start, start + view.getUint32(40)));
    if (!certificate.ok) throw damaged(start, "holds a certificate that can't be read", certificate.fault);
    // With a provider that has to wait, whoever hands the certificate out identifies it.
    if (this.#provider.digestNow !== undefined) void certificate.value.identify(this.#provider);
    return certificateAnchor(certificate.value, this.#terms);
  }
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function damaged(offset: number, problem: string, cause?: unknown): DecodeError {
  const remedy = "Install the package again: a file of it was changed.";
  return new DecodeError({ structure: "the bundled trust list", offset, problem, remedy, cause });
}
