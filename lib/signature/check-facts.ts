import { catalogueEntry, type CheckFacts, type CheckId, type Finding, type SignatureRef } from "../report/index.js";

const NONE: readonly Finding[] = Object.freeze([]);

/** A check that ran: it failed if it found anything but advice. */
export function ran(
  check: CheckId,
  subject: SignatureRef | undefined,
  findings: readonly Finding[] = NONE,
): CheckFacts {
  const fault = findings.length === 0 ? undefined : findings.find(isFault);
  return fault === undefined
    ? passedWith(check, subject, findings)
    : withReason(check, subject, "failed", fault.code, findings);
}

/** Whether a finding speaks against what it was found in. */
export function isFault({ code }: Finding): boolean {
  return catalogueEntry(code).class !== "advice";
}

/** A check that passed although there is something to say. */
export function passedWith(
  check: CheckId,
  subject: SignatureRef | undefined,
  findings: readonly Finding[],
): CheckFacts {
  return subject === undefined ? { check, status: "passed", findings } : { check, subject, status: "passed", findings };
}

/** A check that did not run, or whose answer could not be had, and why. */
export function notRun(
  check: CheckId,
  subject: SignatureRef | undefined,
  reason: string,
  findings: readonly Finding[] = NONE,
): CheckFacts {
  return withReason(check, subject, "skipped", reason, findings);
}

/** A check whose answer could not be had. */
export function unknown(
  check: CheckId,
  subject: SignatureRef | undefined,
  reason: string,
  findings: readonly Finding[] = NONE,
): CheckFacts {
  return withReason(check, subject, "unknown", reason, findings);
}

// Written out, here and above: a verification makes some fifty of these, and spreading one costs a microsecond.
function withReason(
  check: CheckId,
  subject: SignatureRef | undefined,
  status: "failed" | "skipped" | "unknown",
  reason: string,
  findings: readonly Finding[],
): CheckFacts {
  return subject === undefined ? { check, status, reason, findings } : { check, subject, status, reason, findings };
}
