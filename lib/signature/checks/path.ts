import type { Eventual } from "../../bytes/index.js";
import { buildPath, type CertificateBag, type PathOutcome, type PathTimes } from "../../path/index.js";
import {
  after,
  type CheckFacts,
  type CheckId,
  type Finding,
  type IssueCode,
  type SignatureRef,
} from "../../report/index.js";
import type { SignatureElement } from "../read.js";
import type { VerifiedTimestamp } from "../../timestamp/index.js";
import type { Certificate } from "../../x509/index.js";
import type { CheckContext, KnownChain } from "../check-context.js";
import { passedWith, ran } from "../check-facts.js";

/**
 * The time at which a signer's chain is judged: a verified timestamp's, with its accuracy, whether or not anything has
 * expired since; else the run's.
 */
export function signerTimes(timestamp: VerifiedTimestamp | undefined, { now, nowFrom }: CheckContext): PathTimes {
  if (timestamp === undefined) return { at: now, now, anchorAt: now, origin: nowFrom };
  return timesOf(timestamp, now);
}

/**
 * A chain at the time of a timestamp: CAs may have renewed their certificates since. What is certain is the interval that its
 * accuracy gives, for the signer's certificate and for the window of the anchor alike.
 */
export function timesOf({ earliest, latest }: VerifiedTimestamp, now: number): PathTimes {
  return {
    at: latest,
    from: earliest,
    now,
    issuersBegunBy: now,
    anchorAt: latest,
    anchorFrom: earliest,
    origin: "timestamp",
  };
}

/** Builds the signer's chain, unless it is known. */
export function buildSignerPath(
  element: SignatureElement,
  endEntity: Certificate,
  bag: CertificateBag,
  times: PathTimes,
  context: CheckContext,
): Eventual<PathOutcome> {
  const { trust, profiles, path, issuers, revocation, known } = context;
  if (known !== undefined && revocation === undefined && answers(known, endEntity, bag, times)) return known.path;
  const accept = revocation?.forSigner(element, bag, times.origin === "timestamp" ? times.at : undefined);
  return buildPath({
    endEntity,
    bag,
    trust,
    purpose: "code-signing",
    profile: profiles.signing,
    times,
    context: path,
    issuers,
    accept,
  });
}

/**
 * Whether a chain that was validated before is one for this question too: the same signer's, out of this bag, and at the
 * same second, since certificates and trust anchors begin and end with a whole one.
 */
function answers(
  { path, times: then }: KnownChain,
  endEntity: Certificate,
  bag: CertificateBag,
  times: PathTimes,
): boolean {
  const { chain } = path;
  const isSameTime = then.origin === "clock" && times.origin === "clock" && isSameSecond(then.at, times.at);
  if (!isSameTime || chain.endEntity !== endEntity) return false;
  const { certificates } = bag;
  return chain.certificates.every((member) => member === chain.anchor.certificate || certificates.includes(member));
}

/** Both between the same two whole seconds, or both on the same one. */
function isSameSecond(one: number, other: number): boolean {
  return one === other || (Math.floor(one / 1000) === Math.floor(other / 1000) && one % 1000 > 0 && other % 1000 > 0);
}

type PathCheck = "certificate-profile" | "chain" | "validity" | "revocation";

/** Findings of a chain that are about the certificate's profile, its dates or its revocation; all others are the chain's. */
const CHECK_BY_CODE: Partial<Record<IssueCode, PathCheck>> = {
  "certificate-algorithm-unsupported": "certificate-profile",
  "certificate-key-too-short": "certificate-profile",
  "certificate-key-invalid": "certificate-profile",
  "certificate-lifetime-signing": "certificate-profile",
  "certificate-eku": "certificate-profile",
  "certificate-key-usage": "certificate-profile",
  "certificate-not-yet-valid": "validity",
  "certificate-expired": "validity",
  "certificate-validity-invalid": "validity",
  "certificate-revoked": "revocation",
  "revocation-unknown": "revocation",
  "revocation-stale": "revocation",
  "revocation-evidence-invalid": "revocation",
  "revocation-responder-unauthorized": "revocation",
  "revocation-not-checked": "revocation",
};

/** The check that a finding of a chain belongs to. */
export function pathCheckOf({ code }: Finding): PathCheck {
  return CHECK_BY_CODE[code] ?? "chain";
}

const CHECKS = ["certificate-profile", "chain", "validity"] as const;

/** Sorts a search's findings into the checks that they belong to. */
export function pathFacts(outcome: PathOutcome, subject: SignatureRef): readonly CheckFacts[] {
  const byCheck = new Map<PathCheck, Finding[]>();
  for (const finding of outcome.findings) {
    const check = pathCheckOf(finding);
    const same = byCheck.get(check);
    if (same === undefined) byCheck.set(check, [finding]);
    else same.push(finding);
  }
  return CHECKS.map((check) => {
    const findings = byCheck.get(check) ?? [];
    return outcome.kind === "validated" ? passedWith(check, subject, findings) : ran(check, subject, findings);
  });
}

/** The checks of a chain that was never built. */
export function pathNotBuilt(subject: SignatureRef, stoppedBy: CheckId): readonly CheckFacts[] {
  return CHECKS.map((check) => ({ check, subject, status: "skipped", reason: after(stoppedBy), findings: [] }));
}
