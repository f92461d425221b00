import { messageVersionProblem, signerVersionProblem } from "../cms/index.js";
import { type Finding, found } from "../report/index.js";
import type { TimestampToken } from "./token.js";

/**
 * Adds what is wrong with the versions of a token's message: each follows from its contents (RFC 5652 §5.1, §5.3), and a
 * message that says two things about itself is refused rather than read by one of them.
 */
export function addVersionFindings({ signedData, signerInfo }: TimestampToken, findings: Finding[]): void {
  const message = messageVersionProblem(signedData);
  if (message !== undefined) findings.push(malformed("SignedData", 0, message));
  const signer = signerVersionProblem(signerInfo);
  if (signer !== undefined) findings.push(malformed("SignerInfo", signerInfo.offset, signer));
}

function malformed(structure: string, start: number, problem: string): Finding {
  return found("timestamp-malformed", { structure, offset: start, problem }, { part: "timestamp", start });
}
