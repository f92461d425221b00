/**
 * trust: what a certificate path may end at, each anchor with its purposes, its window and where it came from.
 * Never reaches for the system's store and never judges a path. Start with `anchor.ts`, then `store.ts`.
 */
export type { TrustAnchor, TrustAnchorInput } from "./anchor.js";
export { createTrustStore, type TrustStore } from "./store.js";
