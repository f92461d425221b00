import { concatBytes, fromHex } from "../../../bytes/index.js";
import { type CryptoProvider } from "../../../crypto/index.js";
import type { AnchorEntry } from "../../anchor.js";
import { trustDigest } from "../../digest.js";
import { nameHash } from "../../name-hash.js";
import { certificateAnchor } from "../../read-anchor.js";
import { MAGIC, PREFIX_BYTES, Record, RECORD_BYTES, type RootsHeader, type RootsSource } from "../layout.js";
import type { CollectedRoot } from "./collect.js";

/** The list's file (see `layout.ts`). The same roots, sources and date give the same bytes. */
export async function writeRoots(
  sources: readonly RootsSource[],
  collected: readonly CollectedRoot[],
  date: string,
  provider: CryptoProvider,
): Promise<Uint8Array> {
  const roots = [...collected].sort(byNameHash);
  const entries = roots.map((root) => entryOf(root, sources));
  const header: RootsHeader = {
    date,
    sources,
    digest: (await trustDigest(entries, provider)) as RootsHeader["digest"],
  };
  const json = new TextEncoder().encode(JSON.stringify(header));
  const prefix = new Uint8Array(PREFIX_BYTES);
  prefix.set(new TextEncoder().encode(MAGIC));
  const sizes = new DataView(prefix.buffer);
  sizes.setUint32(16, json.length);
  sizes.setUint32(20, roots.length);
  return concatBytes([prefix, json, writeRecords(roots), ...roots.map((root) => root.certificate.der)]);
}

/** The index is searched by halving. Equal hashes keep the order of fingerprints, in which roots are collected. */
function byNameHash(left: CollectedRoot, right: CollectedRoot): number {
  return nameHash(left.certificate.subjectName) - nameHash(right.certificate.subjectName);
}

function entryOf({ certificate, sources: set }: CollectedRoot, sources: readonly RootsSource[]): AnchorEntry {
  const purposes = sources.filter((_source, bit) => (set & (1 << bit)) !== 0).map((source) => source.purpose);
  return {
    id: `certificate ${certificate.fingerprint.slice("sha256:".length)}`,
    purposes,
    nameHash: nameHash(certificate.subjectName),
    read: () => certificateAnchor(certificate, { purposes, origin: "" }),
  };
}

function writeRecords(roots: readonly CollectedRoot[]): Uint8Array {
  const records = new Uint8Array(RECORD_BYTES * roots.length);
  const view = new DataView(records.buffer);
  let offset = 0;
  for (const [index, { certificate, sources }] of roots.entries()) {
    const start = RECORD_BYTES * index;
    records.set(fromHex(certificate.fingerprint.slice("sha256:".length)) ?? new Uint8Array(0), start + Record.sha256);
    view.setUint32(start + Record.nameHash, nameHash(certificate.subjectName));
    view.setUint32(start + Record.offset, offset);
    view.setUint32(start + Record.length, certificate.der.length);
    view.setUint32(start + Record.sources, sources);
    offset += certificate.der.length;
  }
  return records;
}
