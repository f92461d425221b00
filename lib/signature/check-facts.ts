import type { CheckFacts, CheckId, Finding, SignatureRef } from "../report/index.js";

const NONE: readonly Finding[] = Object.freeze([]);

/** A check that ran: it failed if it found anything. */
export function ran(
  check: CheckId,
  subject: SignatureRef | undefined,
  findings: readonly Finding[] = NONE,
): CheckFacts {
  const [first] = findings;
  return first === undefined
    ? passedWith(check, subject, findings)
    : withReason(check, subject, "failed", first.code, findings);
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
