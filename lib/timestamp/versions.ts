import { requiredSignedDataVersion, requiredSignerVersion } from "../cms/index.js";
import { type Finding, found } from "../report/index.js";
import type { TimestampToken } from "./token.js";

/**
 * Adds what is wrong with the versions of a token's message: each follows from its contents (RFC 5652 §5.1, §5.3), and a
 * message that says two things about itself is refused rather than read by one of them.
 */
export function addVersionFindings({ signedData, signerInfo }: TimestampToken, findings: Finding[]): void {
  const message = requiredSignedDataVersion(signedData);
  const signer = requiredSignerVersion(signerInfo);
  if (signedData.version !== message)
    findings.push(malformed("SignedData", 0, signedData.version, `its contents ask for ${message}`));
  if (signerInfo.version !== signer)
    findings.push(
      malformed("SignerInfo", signerInfo.offset, signerInfo.version, `its signer identifier asks for ${signer}`),
    );
}

function malformed(structure: string, start: number, version: number, asked: string): Finding {
  const problem = `is of version ${version} where ${asked}`;
  return found("timestamp-malformed", { structure, offset: start, problem }, { part: "timestamp", start });
}
