import type { KeyRing } from "../crypto/index.js";
import type { Budget } from "../report/index.js";

/** What judging draws on; a `PathContext` is one. */
export interface RevocationContext {
  readonly keys: KeyRing;
  readonly budget: Budget;
}
