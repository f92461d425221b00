/**
 * trust: anchors with their purposes and windows, indexed by subject.
 * Never reaches for the system's store and never builds a chain. Start with `anchor.ts`.
 */
export type { TrustAnchor, TrustAnchorInput, TrustStore } from "./anchor.js";
