import type { CheckFacts, CheckId, CheckStatus, Finding, SignatureRef } from "../../lib/report/index.js";

export const primary: SignatureRef = { kind: "author", placement: "primary" };
export const countersignature: SignatureRef = { kind: "repository", placement: "countersignature" };
export const signerPrint = `sha256:${"aa".repeat(32)}` as const;
export const otherPrint = `sha256:${"bb".repeat(32)}` as const;
export const signerRef = { subject: "CN=Contoso Ltd", fingerprint: signerPrint, depth: 0 } as const;

/** One check with its findings; `failed` where there are any. */
export function facts(check: CheckId, findings: readonly Finding[] = [], subject?: SignatureRef): CheckFacts {
  const status: CheckStatus = findings.length === 0 ? "passed" : "failed";
  return { check, status, findings, ...(subject === undefined ? {} : { subject }) };
}

/** The checks of a package whose content and signature are good, with more of them as wanted. */
export function signedFacts(...more: readonly CheckFacts[]): readonly CheckFacts[] {
  return [facts("content-integrity", [], primary), facts("signature-value", [], primary), ...more];
}
