import { equalBytes } from "../bytes/index.js";
import type { HashName } from "../report/index.js";

/** Digests of one content, by algorithm. */
export type ContentDigests = ReadonlyMap<HashName, Uint8Array>;

/** What a signature says the content's digest is. */
export interface ExpectedDigest {
  readonly algorithm: HashName;
  readonly digest: Uint8Array;
}

/**
 * Proof that the content's bytes are those that were signed. Only {@link VerifiedContent.compare} makes one, from
 * digests computed over the bytes received.
 */
export class VerifiedContent {
  /** A structural copy is no proof. */
  readonly #proven = true;

  private constructor() {
    Object.freeze(this);
  }

  /** Always true; at run time a look-alike throws here. */
  get isProven(): boolean {
    return this.#proven;
  }

  /**
   * Every expected digest must hold, and there must be one.
   *
   * @returns the proof, or the expected digests that do not hold.
   */
  static compare(
    computed: ContentDigests,
    expected: readonly ExpectedDigest[],
  ): VerifiedContent | readonly ExpectedDigest[] {
    const wrong = expected.filter(({ algorithm, digest }) => {
      const actual = computed.get(algorithm);
      return actual === undefined || !equalBytes(actual, digest);
    });
    return wrong.length === 0 && expected.length > 0 ? new VerifiedContent() : wrong;
  }
}
