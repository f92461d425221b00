import type { TrustedSigners } from "../trusted-signers.js";
import type { Aliases, SignerCandidate } from "./candidate.js";

/** What the allowlist is asked. */
export interface SignerQuestion {
  readonly signers: TrustedSigners;
  /** Primary signature first. Only signatures with a proven chain: a vouched author has none. */
  readonly candidates: readonly SignerCandidate[];
  /** The name in the signed bytes; `undefined`: the format names nothing. */
  readonly packageId: string | undefined;
  /** The clock's reading, or the time that the package is judged at; never a timestamp's. */
  readonly at: Date;
  readonly aliases?: Aliases;
  /** Where the list was read from, for the message that it is empty. */
  readonly file?: string | undefined;
}
