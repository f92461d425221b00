import type { CheckFacts, CheckId, Finding, SignatureRef } from "../report/index.js";

const NONE: readonly Finding[] = Object.freeze([]);

/** A check that ran: it failed if it found anything. */
export function ran(
  check: CheckId,
  subject: SignatureRef | undefined,
  findings: readonly Finding[] = NONE,
): CheckFacts {
  const [first] = findings;
  if (first === undefined) return withSubject({ check, status: "passed", findings }, subject);
  return withSubject({ check, status: "failed", reason: first.code, findings }, subject);
}

/** A check that passed although there is something to say. */
export function passedWith(
  check: CheckId,
  subject: SignatureRef | undefined,
  findings: readonly Finding[],
): CheckFacts {
  return withSubject({ check, status: "passed", findings }, subject);
}

/** A check that did not run, or whose answer could not be had, and why. */
export function notRun(
  check: CheckId,
  subject: SignatureRef | undefined,
  reason: string,
  findings: readonly Finding[] = NONE,
): CheckFacts {
  return withSubject({ check, status: "skipped", reason, findings }, subject);
}

/** A check whose answer could not be had. */
export function unknown(
  check: CheckId,
  subject: SignatureRef | undefined,
  reason: string,
  findings: readonly Finding[] = NONE,
): CheckFacts {
  return withSubject({ check, status: "unknown", reason, findings }, subject);
}

function withSubject(facts: CheckFacts, subject: SignatureRef | undefined): CheckFacts {
  return subject === undefined ? facts : { ...facts, subject };
}

/** The reason of a check that an earlier one stopped. */
export function after(check: CheckId): string {
  return `an earlier check failed: ${check}`;
}
