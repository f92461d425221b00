import assert from "node:assert/strict";
import type { CheckId, CheckResult, Verdict } from "../../lib/index.js";
import { checkIds } from "../../lib/report/index.js";

/** Checks that every signature that was judged has, once each. */
const OF_SIGNATURE: readonly CheckId[] = [
  "cms-profile",
  "signed-attributes",
  "signing-certificate",
  "signature-value",
  "signature-kind",
  "repository-attributes",
  "certificate-profile",
  "chain",
  "validity",
  "revocation",
];
const OF_TIMESTAMP: readonly CheckId[] = [
  "timestamp-structure",
  "timestamp-imprint",
  "timestamp-signature",
  "timestamp-chain",
  "timestamp-time",
];

/** What holds of every verdict, whatever the package. */
export function assertInvariants(verdict: Verdict): void {
  assertChecks(verdict);
  assertOutcome(verdict);
  assertFrozen(verdict);
  assert.deepEqual(JSON.parse(JSON.stringify(verdict)), JSON.parse(JSON.stringify(verdict.toJSON())));
}

function assertChecks({ checks, signatures }: Verdict): void {
  const present = new Set(checks.map(({ check }) => check));
  assert.deepEqual(
    checkIds.filter((check) => !present.has(check)),
    [],
    "every check appears",
  );
  for (const { check, status, reason } of checks)
    assert.ok(status === "passed" || (reason ?? "") !== "", `${check} is ${status} without a reason`);
  for (const { kind, placement } of signatures) {
    const like = signatures.filter((one) => one.kind === kind && one.placement === placement).length;
    const count = (check: CheckId, timestamp: boolean): number =>
      checks.filter((one) => isOf(one, check, kind, placement, timestamp)).length;
    for (const check of OF_SIGNATURE) assert.equal(count(check, false), like, `${check} of the ${placement}`);
    for (const check of OF_TIMESTAMP) assert.equal(count(check, true), like, `${check} of the ${placement}`);
  }
}

function isOf(
  { check, subject }: CheckResult,
  wanted: CheckId,
  kind: string,
  placement: string,
  timestamp: boolean,
): boolean {
  const isSubject = subject?.kind === kind && subject.placement === placement;
  return check === wanted && isSubject && (subject.timestamp ?? false) === timestamp;
}

function assertOutcome(verdict: Verdict): void {
  const { outcome, accepted, issues, checks, signatures } = verdict;
  assert.equal(accepted, !issues.some(({ severity }) => severity === "error"), "accepted means that no error stands");
  if (outcome === "trusted") {
    const passed = (check: CheckId): boolean => checks.some((one) => one.check === check && one.status === "passed");
    assert.ok(accepted && passed("content-integrity") && passed("signature-value"), "trusted needs proof");
    assert.ok(verdict.content !== undefined);
  }
  const isUnsigned = issues.some(({ code }) => code === "package-unsigned");
  if (outcome === "unsigned") assert.ok(isUnsigned && signatures.length === 0, "unsigned has no signature");
  if (issues.some(({ code }) => code === "signature-version-unsupported")) assert.notEqual(outcome, "unsigned");
}

/** Down to the last member; a certificate is a class whose facts are read from its bytes, and is looked at no further. */
function assertFrozen(value: unknown, path = "verdict"): void {
  if (typeof value !== "object" || value === null) return;
  if (ArrayBuffer.isView(value) || value instanceof Date || "tbsCertificate" in value) return;
  assert.ok(Object.isFrozen(value), `${path} is not frozen`);
  for (const [name, member] of Object.entries(value)) assertFrozen(member, `${path}.${name}`);
}
