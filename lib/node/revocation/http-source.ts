import { resolve } from "node:path";
import type { RevocationSource } from "../../revocation/index.js";
import { type HttpOptions, readHttpOptions } from "../http/options.js";
import { defaultCacheDirectory } from "../user-folders.js";
import { cacheKeys, entryName } from "./cache-keys.js";
import { CacheListing } from "./cache-folder.js";
import { described } from "./described.js";
import type { HttpEvidence } from "./http-evidence.js";
import { requireFields, type TransportError } from "../../report/index.js";

/** {@link HttpOptions}, and where answers are kept. */
export interface HttpRevocationOptions extends HttpOptions {
  /** Default: the user's cache folder. It is made when the first answer is kept. */
  readonly cacheDirectory?: string;
  /**
   * Told why an answer could not be kept (a disk that is full, a folder of another user's): it counts all the same, and
   * without this nobody hears of it.
   */
  readonly onCacheFault?: (fault: TransportError) => void;
}

/**
 * Revocation data from the servers that certificates name (OCSP and CRLs), and from the disk, where they are kept for the
 * next run. An `offline` question is answered by the disk alone.
 *
 * A certificate's URLs are somebody else's choice: they lead to the public internet only, but for what
 * `allowAddresses` lists.
 *
 * @throws {ConfigError} an option is out of range.
 */
export function httpRevocationSource(options: HttpRevocationOptions = {}): RevocationSource {
  requireFields(options, "options", { cacheDirectory: "text?", onCacheFault: "function?" });
  const settings = readHttpOptions(options, ["cacheDirectory", "onCacheFault"]);
  const { onCacheFault = () => undefined } = options;
  const cacheDirectory = resolve(options.cacheDirectory ?? defaultCacheDirectory());
  const listing = new CacheListing(cacheDirectory);
  let evidence: Promise<HttpEvidence> | undefined;
  const source: RevocationSource = {
    // Said where nothing better is known of who did not answer: "the OCSP responder named by the certificate did not answer".
    label: "named by the certificate",
    keepsNothing: (method, about) =>
      listing.isEmpty(method) || !cacheKeys(method, about).some((key) => listing.has(entryName(method, key))),
    find: async (query) => {
      const isIdle = query.mode === "offline" && query.methods.every((method) => listing.isEmpty(method));
      if (isIdle) return []; // and nothing is loaded for it
      evidence ??= import("./http-evidence.js").then(
        ({ HttpEvidence }) => new HttpEvidence(settings, cacheDirectory, listing, onCacheFault),
      );
      return (await evidence).find(query);
    },
  };
  return described(source, { kind: "cache", cacheDirectory });
}
