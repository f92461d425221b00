import type { ValidatedChain } from "../path/index.js";
import type { TstInfo } from "./tst-info.js";

/**
 * Proof that something existed at a time: the token covers it, verifies, and its authority's chain is validated. Only
 * `verifyTimestamp` makes one: the room's door gives out the type and not the class. A token that is not verified
 * contributes no time.
 */
export class VerifiedTimestamp {
  readonly info: TstInfo;
  readonly chain: ValidatedChain;
  /** A private member makes the type nominal. */
  readonly #proven = true;

  constructor(info: TstInfo, chain: ValidatedChain) {
    this.info = info;
    this.chain = chain;
  }

  /** Milliseconds since 1970: genTime less its accuracy, and plus it. */
  get earliest(): number {
    return this.info.genTime - this.info.accuracyMs;
  }
  get latest(): number {
    return this.info.genTime + this.info.accuracyMs;
  }
  get isProven(): boolean {
    return this.#proven;
  }
}
