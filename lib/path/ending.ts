import type { Finding } from "../report/index.js";
import type { TrustAnchor } from "../trust/index.js";
import type { Certificate } from "../x509/index.js";
import type { ChainFault } from "./validate/chain.js";

/**
 * Where a candidate path ends. `anchor`: at an anchor whose key signed the last certificate. `root`: the last
 * certificate is self-signed and no anchor has its name and key. `open`: nobody was found who issued the last one.
 * `cut`: the path is as long as the budget allows.
 */
export type PathEnd =
  | { readonly kind: "anchor"; readonly anchor: TrustAnchor }
  | { readonly kind: "root" }
  | { readonly kind: "open" }
  | { readonly kind: "cut" };

/** A candidate path: the end entity first, without the anchor. */
export interface CandidatePath {
  readonly certificates: readonly Certificate[];
  readonly end: PathEnd;
  /** Faults of the path as a whole. */
  readonly faults: readonly ChainFault[];
  /** Findings of the request's `accept`, where the path came so far. */
  readonly refused: readonly Finding[];
}
