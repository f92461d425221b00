/**
 * revocation: whether a certificate is revoked, judged from CRLs (RFC 5280 §6.3) and OCSP answers (RFC 6960).
 * Never fetches, never builds a path (it asks `DelegateValidator` for one) and never looks at a clock.
 * Start with `judge.ts`, then `settle.ts`, `crl/judge.ts` and `ocsp/judge.ts`.
 */
export type { Revocation, RevocationAnswer, RevocationEffect } from "./answer.js";
export type { RevocationContext } from "./context.js";
export type { DelegateRequest, DelegateValidator, JudgedChain } from "./delegate.js";
export { evidenceInAttributes, evidenceInCrls, type EvidenceAttribute } from "./embedded.js";
export type {
  RevocationEvidence,
  RevocationMethod,
  RevocationQuery,
  RevocationSource,
  RevocationSubject,
} from "./evidence.js";
export { isOlder, type Issued, issuedBy } from "./issued.js";
export {
  type ChainRevocation,
  createRevocationJudge,
  judgeRevocation,
  objectionsIn,
  type RevocationJudge,
  type RevocationJudgeOptions,
} from "./judge.js";
export { RevocationRun, type RevocationRunOptions } from "./run.js";
export { ReadingMemory } from "./readings.js";
export { RevocationSession } from "./session.js";
export type { RevocationRole, RevocationSettings } from "./settings.js";
