import { createHttpTransport, type HttpTransport } from "../http/transport.js";
import type { HttpSettings } from "../http/options.js";

/** CAs replace what stands at an address when they renew: after so long it is asked for again. */
const KEPT_MS = 60 * 60 * 1000;
/** Addresses that are kept; the oldest go first. */
const KEPT_ADDRESSES = 256;

interface Kept {
  readonly certificates: readonly Uint8Array[];
  readonly until: number;
}

/** What runs of one source share: connections, and issuers that were found. Failures are a run's own. */
export class IssuerMemory {
  readonly transport: HttpTransport;
  readonly #found = new Map<string, Kept>();

  constructor(settings: HttpSettings) {
    this.transport = createHttpTransport(settings);
  }

  find(url: URL): readonly Uint8Array[] | undefined {
    const kept = this.#found.get(url.href);
    return kept !== undefined && performance.now() < kept.until ? kept.certificates : undefined;
  }

  keep(url: URL, certificates: readonly Uint8Array[]): void {
    this.#found.delete(url.href);
    this.#found.set(url.href, { certificates, until: performance.now() + KEPT_MS });
    const [oldest] = this.#found.keys();
    if (oldest !== undefined && this.#found.size > KEPT_ADDRESSES) this.#found.delete(oldest);
  }
}
