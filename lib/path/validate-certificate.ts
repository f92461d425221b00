import { type Finding, found } from "../report/index.js";
import { type Certificate, readCertificate } from "../x509/index.js";
import { buildPath } from "./build.js";
import { CertificateBag } from "./certificate-bag.js";
import type { PathProfileName } from "./profiles.js";
import type { PathPurpose } from "./profile.js";
import type { OtherFailure, PathOutcome, PathRequest, PathTimes } from "./request.js";

/** A certificate that somebody has, and what its chain may be built from. */
export interface CertificatePathRequest extends Omit<PathRequest, "endEntity" | "bag" | "times"> {
  /** DER, in any order, of any origin: candidates only. */
  readonly intermediates: readonly Uint8Array[];
  /** In milliseconds since 1970. */
  readonly times: Pick<PathTimes, "at" | "now" | "anchorAt">;
}

/** RFC 5280 §6 on its own, before grading. */
export interface CertificatePath {
  /** Absent if the certificate itself cannot be read. */
  readonly outcome: PathOutcome | undefined;
  /** Of the best candidate, likeliest cause first; of a valid chain advice only. */
  readonly findings: readonly Finding[];
  /** The end entity first, the anchor last; of the best candidate if none is valid. */
  readonly certificates: readonly Certificate[];
  /** The user-constrained policy set (RFC 5280 §6.1.6). */
  readonly policies: readonly string[];
  readonly otherFailures: readonly OtherFailure[];
}

/** Validates the chain of one certificate. What is wrong with it is a finding, never a throw. */
export async function validateCertificatePath(
  leaf: Uint8Array,
  request: CertificatePathRequest,
): Promise<CertificatePath> {
  const { intermediates, times, ...rest } = request;
  const read = readCertificate(leaf);
  if (!read.ok) {
    const { structure: field, offset, problem } = read.fault;
    const finding = found("certificate-malformed", { field, offset, problem }, { part: "certificate", start: offset });
    return { outcome: undefined, findings: [finding], certificates: [], policies: [], otherFailures: [] };
  }
  const bag = CertificateBag.read(intermediates);
  return told(await buildPath({ ...rest, endEntity: read.value, bag, times: { ...times, origin: "caller" } }));
}

function told(outcome: PathOutcome): CertificatePath {
  const { findings } = outcome;
  switch (outcome.kind) {
    case "validated": {
      const { certificates, policies } = outcome.chain;
      return { outcome, findings, certificates, policies, otherFailures: [] };
    }
    case "unanchored":
      return {
        outcome,
        findings,
        certificates: outcome.chain.certificates,
        policies: [],
        otherFailures: outcome.otherFailures,
      };
    case "failed":
      return {
        outcome,
        findings,
        certificates: outcome.certificates,
        policies: [],
        otherFailures: outcome.otherFailures,
      };
  }
}

/** The profile of a purpose where the caller names none: the packages' for what packages carry, else the RFC's alone. */
export function usualProfile(purpose: PathPurpose): PathProfileName {
  return purpose === "code-signing" || purpose === "timestamping" ? "nuget-v1" : "rfc5280";
}
