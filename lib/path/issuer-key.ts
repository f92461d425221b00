import { bytesKey } from "../bytes/index.js";
import type { PublicKeyFacts } from "../crypto/index.js";
import type { DerFault } from "../der/index.js";

/** A key as a candidate issuer brings it. */
export class IssuerKey {
  /** DER SubjectPublicKeyInfo; the slice by which keys are kept. */
  readonly publicKeyInfo: Uint8Array;
  readonly facts: PublicKeyFacts | DerFault;
  #id: string | undefined;

  constructor(publicKeyInfo: Uint8Array, facts: PublicKeyFacts | DerFault) {
    this.publicKeyInfo = publicKeyInfo;
    this.facts = facts;
  }

  /** Equal for equal bytes; made only where keys compete. */
  get id(): string {
    return (this.#id ??= bytesKey(this.publicKeyInfo));
  }
}
