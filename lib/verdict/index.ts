/**
 * verdict: the outcome, which finding decides, and how a verdict is told to people and machines.
 * Never changes a grade. Start with `decide.ts`, then `outcome.ts`.
 */
export { Accepted, NotAcceptedError, requireAccepted } from "./accepted.js";
export { decide, type DecideInput } from "./decide.js";
export type { EtsiIndication } from "./etsi.js";
export { type Outcome, outcomeRank } from "./outcome.js";
export { type ProvenChain, SignerProof } from "./proof.js";
export { explain, type ExplainOptions } from "./render/explain.js";
export { explainIssue } from "./render/issue.js";
export { certificateJson, signatureJson } from "./render/json.js";
export { markdownText } from "./render/markdown.js";
export type { RevocationReport, SignatureReport, Standing, TimestampReport } from "./report.js";
export { type VerdictData, verdictData, VerdictReader } from "./transfer.js";
export { isDecided, type NamedDigest, type Verdict } from "./verdict.js";
