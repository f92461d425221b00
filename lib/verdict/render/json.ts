import type { Certificate } from "../../x509/index.js";
import type { SignatureReport, TimestampReport } from "../report.js";
import type { Verdict } from "../verdict.js";

/**
 * A verdict as plain data for JSON: dates become RFC 3339 strings by themselves, certificates their facts without their bytes.
 * Its schema is `schemas/results-1.json`.
 */
export function verdictJson(verdict: Verdict): unknown {
  return { ...verdict, signatures: verdict.signatures.map(signatureJson) };
}

/** One signature, as a verdict and an inspection show it. */
export function signatureJson(report: SignatureReport): unknown {
  const { signer, chain, timestamps } = report;
  return {
    ...report,
    ...(signer === undefined ? undefined : { signer: certificateJson(signer) }),
    ...(chain === undefined ? undefined : { chain: chain.map(certificateJson) }),
    timestamps: timestamps.map(timestampJson),
  };
}

function timestampJson(report: TimestampReport): unknown {
  const { authority } = report;
  return { ...report, ...(authority === undefined ? undefined : { authority: certificateJson(authority) }) };
}

/** A certificate's public facts. Its bytes are left out: a verdict is read by people and kept in logs. */
export function certificateJson(certificate: Certificate): unknown {
  const { subject, issuer, serialNumber, notBefore, notAfter, fingerprint, publicKeyFingerprint, publicKey } =
    certificate;
  const { subjectAltNames, extendedKeyUsage, urls } = certificate;
  return {
    subject,
    issuer,
    serialNumber,
    notBefore,
    notAfter,
    fingerprint,
    publicKeyFingerprint,
    publicKey,
    subjectAltNames,
    extendedKeyUsage,
    urls,
  };
}
