import type { TrustAnchor } from "../trust/index.js";
import type { Certificate } from "../x509/index.js";

/** What a chain is made from. Only the room's own search can hand these over. */
interface ValidatedParts {
  readonly endEntity: Certificate;
  readonly certificates: readonly Certificate[];
  readonly anchor: TrustAnchor;
  readonly policies: readonly string[];
}

interface UnanchoredParts {
  readonly endEntity: Certificate;
  readonly certificates: readonly Certificate[];
  readonly root: Certificate;
}

let makeValidated: (parts: ValidatedParts) => ValidatedChain;
let makeUnanchored: (parts: UnanchoredParts) => UnanchoredChain;

/**
 * Proof that RFC 5280 §6.1 holds for this chain up to an anchor that is trusted for the purpose and the time asked for.
 * Only the path search of this room makes one.
 */
export class ValidatedChain {
  /** The end entity first, the anchor's certificate last if it was given as one. Each is identified. */
  readonly certificates: readonly Certificate[];
  readonly anchor: TrustAnchor;
  /** The user-constrained policy set (RFC 5280 §6.1.6), sorted; `2.5.29.32.0` alone means any policy. */
  readonly policies: readonly string[];
  /** Private, so that no structural copy passes for the proof. */
  readonly #endEntity: Certificate;

  private constructor(parts: ValidatedParts) {
    this.#endEntity = parts.endEntity;
    this.certificates = Object.freeze([...parts.certificates]);
    this.anchor = parts.anchor;
    this.policies = Object.freeze([...parts.policies]);
  }

  static {
    makeValidated = (parts) => new ValidatedChain(parts);
  }

  /** The certificate that the chain is about. */
  get endEntity(): Certificate {
    return this.#endEntity;
  }
}

/**
 * Proof that a chain is whole and right (signatures, dates, constraints, policies) but for its root, which nobody named.
 * It is made only when no chain with good signatures reaches any anchor of the trust list: whoever likes can certify
 * any CA's key under a root of their own, so an unknown root says nothing where a known one stands. An anchor of another
 * purpose, or outside its window, is known.
 */
export class UnanchoredChain {
  /** The end entity first, `root` last. Each is identified. */
  readonly certificates: readonly Certificate[];
  /** Self-signed, its signature verified. */
  readonly root: Certificate;
  /** Private, so that no structural copy passes for the proof. */
  readonly #endEntity: Certificate;

  private constructor(parts: UnanchoredParts) {
    this.#endEntity = parts.endEntity;
    this.certificates = Object.freeze([...parts.certificates]);
    this.root = parts.root;
  }

  static {
    makeUnanchored = (parts) => new UnanchoredChain(parts);
  }

  /** The certificate that the chain is about. */
  get endEntity(): Certificate {
    return this.#endEntity;
  }
}

/** For `search.ts` alone; the room's door does not export it. */
export function provenChain(parts: ValidatedParts): ValidatedChain {
  return makeValidated(parts);
}

/** For `search.ts` alone; the room's door does not export it. */
export function unanchoredChain(parts: UnanchoredParts): UnanchoredChain {
  return makeUnanchored(parts);
}
