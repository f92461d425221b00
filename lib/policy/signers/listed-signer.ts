import type { Fingerprint } from "../../report/index.js";
import type { Certificate } from "../../x509/index.js";

let makeListed: (entry: string, certificate: Fingerprint) => ListedSigner;

/**
 * Proof that an entry of the trusted signers forgives this very certificate its unknown root. Only the match of this room
 * makes one.
 */
export class ListedSigner {
  readonly entry: string;
  readonly certificate: Fingerprint;
  /** A structural copy is no proof. */
  readonly #listed = true;

  private constructor(entry: string, certificate: Fingerprint) {
    this.entry = entry;
    this.certificate = certificate;
    Object.freeze(this);
  }

  static {
    makeListed = (entry, certificate) => new ListedSigner(entry, certificate);
  }

  /** Always true; at run time a look-alike throws here. */
  get isProven(): boolean {
    return this.#listed;
  }
}

/** For `match.ts` alone; the room's door gives out the type. */
export function newListedSigner(entry: string, certificate: Certificate): ListedSigner {
  return makeListed(entry, certificate.fingerprint);
}
