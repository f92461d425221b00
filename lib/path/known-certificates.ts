import { equalBytes } from "../bytes/index.js";
import { keepKeyOf } from "../crypto/index.js";
import { type Certificate, readCertificate } from "../x509/index.js";
import { tailOf } from "./tail.js";

/** Longer ones are read anew each time: what is kept stays small whatever is in it. */
const LONGEST_BYTES = 16 * 1024;

/**
 * Certificates of chains that held in earlier runs, read: their fields, facts and keys need not be read again. All of that
 * follows from a certificate's own bytes; whether it may be used is judged anew each time. Only members of valid chains are
 * kept, so nobody fills this but holders of such.
 */
export class KnownCertificates {
  readonly size: number;
  /** The oldest first. */
  readonly #byTail = new Map<number, Certificate>();

  /** @param size the most that are kept; 0 keeps none. */
  constructor(size: number) {
    this.size = size;
  }

  /** @param tail its {@link tailOf}. */
  find(der: Uint8Array, tail: number): Certificate | undefined {
    const known = this.#byTail.get(tail);
    return known !== undefined && equalBytes(known.der, der) ? known : undefined;
  }

  /** Keeps copies: a member is a slice of the whole signature that it came in. */
  keep(chain: readonly Certificate[]): void {
    if (this.size === 0) return;
    for (const { der } of chain) if (der.length <= LONGEST_BYTES) this.#keepOne(der);
  }

  #keepOne(der: Uint8Array): void {
    const tail = tailOf(der);
    if (this.#byTail.has(tail)) return;
    const copy = readCertificate(Uint8Array.from(der));
    if (!copy.ok) return;
    // Verdicts hand it out, and later runs go by it.
    Object.freeze(copy.value);
    keepKeyOf(copy.value.publicKeyInfo);
    this.#byTail.set(tail, copy.value);
    const [oldest] = this.#byTail.keys();
    if (this.#byTail.size > this.size && oldest !== undefined) this.#byTail.delete(oldest);
  }
}
