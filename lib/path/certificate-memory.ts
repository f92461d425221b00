import { equalBytes } from "../bytes/index.js";
import { type Certificate, readCertificate } from "../x509/index.js";
import type { KnownCertificates } from "./known-certificates.js";
import { tailOf } from "./tail.js";

/**
 * Certificates read in one run. What a signature and its timestamps carry twice is read once, and is one object, so that
 * its facts and its signature are looked at once as well.
 */
export class CertificateMemory {
  readonly #byTail = new Map<number, Certificate>();
  readonly #known: KnownCertificates | undefined;

  /** @param known certificates of earlier runs. */
  constructor(known?: KnownCertificates) {
    this.#known = known;
  }

  /** As `readCertificate`. A second certificate with the end of the first is read and not kept: no bucket can grow. */
  read(der: Uint8Array): ReturnType<typeof readCertificate> {
    const tail = tailOf(der);
    // What this run has read comes first: it stays one object, also when its chain is kept meanwhile.
    const seen = this.#byTail.get(tail);
    if (seen !== undefined && equalBytes(seen.der, der)) return { ok: true, value: seen };
    const known = this.#known?.find(der, tail);
    const read = known === undefined ? readCertificate(der) : ({ ok: true, value: known } as const);
    if (read.ok && seen === undefined) this.#byTail.set(tail, read.value);
    return read;
  }

  /** The slice of these bytes that lasts from run to run; `undefined`: none does. */
  kept(der: Uint8Array): Uint8Array | undefined {
    return this.#known?.find(der, tailOf(der))?.der;
  }

  /** Says that a chain held: later runs need not read its members again. */
  keep(chain: readonly Certificate[]): void {
    this.#known?.keep(chain);
  }
}
