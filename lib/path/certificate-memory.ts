import { bytesKey, equalBytes } from "../bytes/index.js";
import { type Certificate, readCertificate } from "../x509/index.js";

/** Octets at a certificate's end that tell it from others: the end of its signature value. */
const TAIL_BYTES = 32;

/**
 * Certificates read in one run. What a signature and its timestamps carry twice is read once, and is one object, so that
 * its facts and its signature are looked at once as well.
 */
export class CertificateMemory {
  readonly #byTail = new Map<string, Certificate>();

  /** As `readCertificate`. A second certificate with the end of the first is read and not kept: no bucket can grow. */
  read(der: Uint8Array): ReturnType<typeof readCertificate> {
    const key = bytesKey(der.subarray(-TAIL_BYTES));
    const known = this.#byTail.get(key);
    if (known !== undefined && equalBytes(known.der, der)) return { ok: true, value: known };
    const read = readCertificate(der);
    if (read.ok && known === undefined) this.#byTail.set(key, read.value);
    return read;
  }
}
