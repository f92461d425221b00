import {
  type CheckFacts,
  type CheckId,
  type CheckResult,
  checkRule,
  type CheckStatus,
  type Issue,
  sharedRef,
  type SignatureRef,
} from "../report/index.js";

export const NO_ISSUES: readonly Issue[] = Object.freeze([]);

/** What became of one check. @param issues frozen. */
export function resultOf({ check, subject, status, reason }: CheckFacts, issues: readonly Issue[]): CheckResult {
  const about = subject && sharedRef(subject);
  if (status === "passed" && reason === undefined && issues.length === 0) return passed(check, about);
  return newResult(check, about, status, reason, issues);
}

/** Checks that passed and found nothing, of which a verdict has some forty: one object each, for all verdicts. */
const PASSED = new Map<SignatureRef | undefined, Map<CheckId, CheckResult>>();

/** @param subject as {@link sharedRef} gives it, so that there are no more of these than of checks and signatures. */
function passed(check: CheckId, subject: SignatureRef | undefined): CheckResult {
  const ofSubject = PASSED.get(subject);
  const known = ofSubject?.get(check);
  if (known !== undefined) return known;
  const result = newResult(check, subject, "passed", undefined, NO_ISSUES);
  if (ofSubject === undefined) PASSED.set(subject, new Map([[check, result]]));
  else ofSubject.set(check, result);
  return result;
}

/** Written out: spreading optional fields costs more than all the rest. */
function newResult(
  check: CheckId,
  subject: SignatureRef | undefined,
  status: CheckStatus,
  reason: string | undefined,
  issues: readonly Issue[],
): CheckResult {
  const rule = checkRule(check);
  if (reason === undefined)
    return Object.freeze(
      subject === undefined ? { check, status, rule, issues } : { check, subject, status, rule, issues },
    );
  return Object.freeze(
    subject === undefined ? { check, status, reason, rule, issues } : { check, subject, status, reason, rule, issues },
  );
}
