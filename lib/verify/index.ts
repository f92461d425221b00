/**
 * verify: the order of checks over a package, verifiers, batches.
 * Neither grades nor renders; `policy/` and `verdict/` do. Start with `verifier.ts`, then `judge.ts`.
 */
export { type Inspection, inspectPackage } from "./inspect.js";
export {
  type HashContent,
  type ManyOptions,
  readConcurrency,
  verifyItem,
  type VerifyManyResult,
  type VerifyOne,
} from "./many.js";
export { type VerifierOptions, verifierFields } from "./options.js";
export { requireItem, requireRequest, type VerifyItem, type VerifyRequest } from "./request.js";
export { readSuccessions } from "./successions.js";
export { batchOf, createVerifier, type Verifier, verifyPackage } from "./verifier.js";
export {
  type ChainPurpose,
  type ChainVerdict,
  validateCertificate,
  type ValidateCertificateOptions,
} from "./validate-certificate.js";
