import { etsiOf, type Issue } from "../report/index.js";
import type { Outcome } from "./outcome.js";

/** ETSI EN 319 102-1 §5.1.2, so that auditors can set a verdict beside those of the European validators. */
export interface EtsiIndication {
  readonly indication: "TOTAL-PASSED" | "TOTAL-FAILED" | "INDETERMINATE";
  readonly subIndication?: string;
}

/** The sub-indications of TOTAL-FAILED (§5.1.3, table 6); all others belong to INDETERMINATE. */
const FAILED: ReadonlySet<string> = new Set([
  "FORMAT_FAILURE",
  "HASH_FAILURE",
  "SIG_CRYPTO_FAILURE",
  "REVOKED",
  "EXPIRED",
  "NOT_YET_VALID",
]);

/**
 * The indication of the facts, whatever the policy's level: it follows from the finding that decides the outcome. A package
 * without a signature is INDETERMINATE without a sub-indication: there was nothing to validate, so nothing failed.
 */
export function etsiIndication(outcome: Outcome, deciding: Issue | undefined): EtsiIndication {
  if (outcome === "trusted") return Object.freeze({ indication: "TOTAL-PASSED" });
  const subIndication = deciding === undefined ? undefined : etsiOf(deciding);
  if (subIndication === undefined) return Object.freeze({ indication: "INDETERMINATE" });
  return Object.freeze({ indication: FAILED.has(subIndication) ? "TOTAL-FAILED" : "INDETERMINATE", subIndication });
}
