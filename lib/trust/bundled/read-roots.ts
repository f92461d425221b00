import { startsWith } from "../../bytes/index.js";
import type { CryptoProvider } from "../../crypto/index.js";
import type { AnchorIndex } from "../anchor-index.js";
import { damaged } from "./damaged.js";
import { MAGIC, PREFIX_BYTES, RECORD_BYTES, type RootsBytes, type RootsHeader } from "./layout.js";
import { RootsIndex } from "./roots-index.js";
import { SourceTerms } from "./sources.js";

/** The list's header, and its roots, which are read when first hit. */
export interface Roots {
  readonly header: RootsHeader;
  readonly index: AnchorIndex;
}

/** @throws {DecodeError} the bytes are no list of this layout: the package's installation is damaged. */
export function readRoots(bytes: RootsBytes, provider: CryptoProvider): Roots {
  const prefix = bytes.range(0, PREFIX_BYTES);
  if (!startsWith(prefix, new TextEncoder().encode(MAGIC))) throw damaged(0, "does not begin as one");
  const sizes = new DataView(prefix.buffer, prefix.byteOffset, prefix.byteLength);
  const recordsStart = PREFIX_BYTES + sizes.getUint32(16);
  const blobStart = recordsStart + RECORD_BYTES * sizes.getUint32(20);
  const header = readHeader(bytes.range(PREFIX_BYTES, recordsStart));
  const terms = new SourceTerms(header.sources);
  const index = new RootsIndex(bytes.range(recordsStart, blobStart), { bytes, blobStart, terms, provider });
  return { header, index };
}

/** Written by our own script: it is read as it was written. */
function readHeader(json: Uint8Array): RootsHeader {
  try {
    return JSON.parse(new TextDecoder().decode(json)) as RootsHeader;
  } catch (error) {
    throw damaged(PREFIX_BYTES, "has a header that is no JSON", error);
  }
}
