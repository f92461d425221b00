import type { Fingerprint, SignatureKind } from "./words.js";

/** Who signed a package when it was pinned. */
export interface PinnedSigner {
  readonly kind: SignatureKind;
  readonly certificate: Fingerprint;
  readonly publicKey: Fingerprint;
  readonly repository?: string;
}
