/**
 * trust/bundled: the roots for code signing and timestamping that the .NET SDK ships, as one indexed buffer.
 * Holds data and their reader only; `make/` writes the data and is not part of the package. Start with `layout.ts`.
 */
import { openRoots } from "#roots";
import { defaultProvider } from "../../crypto/index.js";
import { IndexedStore, type TrustStore } from "../store.js";
import type { RootsHeader } from "./layout.js";
import { readRoots } from "./read-roots.js";

export type { RootsHeader, RootsSource } from "./layout.js";

/**
 * The roots of the .NET SDK, with provenance and date. Nothing is parsed before a path asks for it.
 *
 * @throws {DecodeError} the installed package is damaged.
 */
export async function bundledTrust(): Promise<TrustStore> {
  const { header, index } = readRoots(await openRoots(), defaultProvider);
  return new IndexedStore(nameOf(header), index, header.digest, defaultProvider);
}

/** Where the bundled roots come from: files, their digests, and the day on which the list was made. */
export async function bundledTrustProvenance(): Promise<RootsHeader> {
  return readRoots(await openRoots(), defaultProvider).header;
}

/** `dotnet-sdk 10.0.401`. */
function nameOf(header: RootsHeader): string {
  return [...new Set(header.sources.map((source) => source.label))].join(" + ");
}
