import { equalBytes } from "../../bytes/index.js";
import { requireGiven, requireOnly } from "../../report/index.js";
import type { RevocationMethod } from "../../revocation/index.js";
import { readCertificateList, readOcspResponse } from "../../x509/index.js";
import { openArchive, readArchive, wholeOf } from "./archive.js";
import { RevocationCache } from "./cache.js";

/** What became of one piece of an archive. */
export interface ImportedEvidence {
  readonly kind: RevocationMethod;
  /** Where it was fetched from. */
  readonly origin: string;
  /** `unreadable`: it is no CRL, or no answer. `older`: the cache holds one that says to have been made later. */
  readonly fate: "taken" | "unreadable" | "older";
}

/** For {@link importRevocationArchive}. */
export interface ImportOptions {
  /** Told of each piece, in the archive's order. */
  readonly onEntry?: (entry: ImportedEvidence) => void;
}

/**
 * Puts what an archive holds into a cache. An entry that is damaged ends the work: the file was cut off or changed. What is
 * no revocation data is passed over, and so is what is older than what the cache holds: a list from before a revocation
 * would take the place of the one that names it.
 *
 * Nobody's signature is looked at, for the archive does not say whose it should be; that is for whoever judges.
 *
 * @returns how many entries were taken over. @throws {ConfigError} it is no archive, or damaged. @throws {TransportError}
 *   it can't be read, or the cache can't be written.
 */
export async function importRevocationArchive(
  path: string,
  cacheDirectory: string,
  options: ImportOptions = {},
): Promise<number> {
  requireGiven(path, "path", "text");
  requireGiven(cacheDirectory, "cacheDirectory", "text");
  requireOnly(options, "options", { onEntry: "function?" });
  const { onEntry = () => undefined } = options;
  const cache = new RevocationCache(cacheDirectory);
  let count = 0;
  for (const { kind, key, origin, data } of readArchive(openArchive(path), path)) {
    const bytes = await wholeOf(data);
    const held = cache.find(kind, key);
    const fate = fateOf(kind, bytes, held === undefined ? undefined : await wholeOf(held.data));
    if (fate === "taken") {
      const fault = await cache.store(kind, key, origin, bytes);
      if (fault !== undefined) throw fault;
      count++;
    }
    onEntry({ kind, origin, fate });
  }
  return count;
}

function fateOf(kind: RevocationMethod, came: Uint8Array, held: Uint8Array | undefined): ImportedEvidence["fate"] {
  const now = said(kind, came);
  if (now === undefined) return "unreadable";
  const before = held === undefined ? undefined : said(kind, held);
  if (before === undefined || !equalBytes(before.issuer, now.issuer)) return "taken";
  return now.thisUpdate < before.thisUpdate ? "older" : "taken";
}

/** When a piece says that it was made. Answers under one key are about one certificate, whoever gave them. */
function said(
  kind: RevocationMethod,
  data: Uint8Array,
): { readonly issuer: Uint8Array; readonly thisUpdate: number } | undefined {
  if (kind === "crl") {
    const list = readCertificateList(data);
    return list.ok ? { issuer: list.value.issuerName, thisUpdate: list.value.thisUpdate } : undefined;
  }
  const answer = readOcspResponse(data);
  if (!answer.ok || answer.value.status !== "successful") return undefined;
  const updates = answer.value.basic.responses.map(({ thisUpdate }) => thisUpdate);
  return { issuer: new Uint8Array(), thisUpdate: Math.max(...updates) };
}
