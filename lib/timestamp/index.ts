/**
 * timestamp: RFC 3161 tokens and answers, and the time that a verified one proves.
 * Never fetches. Start with `verify.ts`.
 */
export { readTimestampResponse, type TimestampResponse } from "./response.js";
export { unsignedBytesFindings, unsignedFinding, unsignedOfSigner } from "./unsigned-bytes.js";
export { findSignerCertificate, onlySignerCertificate, signerIdText } from "./signer-certificate.js";
export { beginTimestamp, type OpenedToken } from "./opened-token.js";
export { readTimestampToken, type TimestampToken } from "./token.js";
export { unreadableSigners } from "./unreadable-signer.js";
export { readTstInfo, type TstInfo } from "./tst-info.js";
export type { VerifiedTimestamp } from "./verified-timestamp.js";
export type { TimestampOutcome, TimestampRequest, TimestampStep } from "./request.js";
export { FUTURE_SKEW_MS, verifyTimestamp } from "./verify.js";
