/**
 * revocation: whether a certificate is revoked, judged from CRLs (RFC 5280 §6.3) and OCSP answers (RFC 6960).
 * Never fetches, never builds a path (it asks `DelegateValidator` for one) and never looks at a clock.
 * Start with `evidence.ts` (what is judged) and `delegate.ts` (whom it asks).
 */
export type { DelegateRequest, DelegateValidator, JudgedChain } from "./delegate.js";
export type { RevocationEvidence, RevocationMethod, RevocationQuery, RevocationSource } from "./evidence.js";
export type { RevocationRole, RevocationSettings } from "./settings.js";
