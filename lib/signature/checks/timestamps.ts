import { andThen, type Eventual, mapInTurn } from "../../bytes/index.js";
import {
  after,
  type CheckFacts,
  type CheckId,
  type Finding,
  found,
  joined,
  type SignatureRef,
  timestampRef,
} from "../../report/index.js";
import {
  type TimestampOutcome,
  type TimestampStep,
  type VerifiedTimestamp,
  verifyTimestamp,
} from "../../timestamp/index.js";
import { isFault, notRun, passedWith, ran } from "../check-facts.js";
import type { CheckContext } from "../check-context.js";
import type { SignatureElement } from "../read.js";

/** The timestamps of one signature, judged. */
export interface TimestampsCheck {
  readonly facts: readonly CheckFacts[];
  /** The first in encoded order gives the time; the others must be sound (`timestamp-multiple`). */
  readonly outcomes: readonly TimestampOutcome[];
  readonly verified: VerifiedTimestamp | undefined;
}

const STEPS: readonly TimestampStep[] = [
  "timestamp-structure",
  "timestamp-imprint",
  "timestamp-signature",
  "timestamp-chain",
  "timestamp-time",
];

/** Judges every timestamp of a signature over that signature's value. */
export function checkTimestamps(element: SignatureElement, context: CheckContext): Eventual<TimestampsCheck> {
  const subject = timestampRef(element.ref);
  const tokens = element.timestamps.slice(0, context.limits.timestamps);
  if (tokens.length === 0) return { facts: missing(element, subject), outcomes: [], verified: undefined };
  const judged = mapInTurn(tokens, (token) => judge(token, element, context));
  return andThen(judged, (outcomes) => together(outcomes, element, context));
}

function together(
  outcomes: readonly TimestampOutcome[],
  element: SignatureElement,
  context: CheckContext,
): TimestampsCheck {
  const subject = timestampRef(element.ref);
  const [first, ...others] = outcomes;
  const extra = [
    ...multiplicity(element, context),
    ...joined(others.map(formFindings)),
    ...joined(outcomes.map(({ unsigned }) => unsigned)),
  ];
  const facts = STEPS.map((step) =>
    first === undefined
      ? notRun(step, subject, "there is no timestamp")
      : stepFacts(step, subject, first, step === "timestamp-structure" ? extra : []),
  );
  const verified =
    others.every((other) => formFindings(other).length === 0) && element.timestamps.length === outcomes.length
      ? first?.verified
      : undefined;
  return { facts, outcomes, verified };
}

function judge(token: Uint8Array, element: SignatureElement, context: CheckContext): Eventual<TimestampOutcome> {
  const { limits, profile, profiles, trust, path, now, nowFrom, issuers, revocation, opened } = context;
  const accept = revocation?.forTimestamp(element);
  return verifyTimestamp({
    token,
    opened: opened?.get(token),
    stamped: element.signerInfo.signature,
    limits,
    hashes: profile.hashes,
    profile: profiles.timestamping,
    trust,
    context: path,
    now,
    nowFrom,
    issuers,
    accept,
  });
}

function missing(element: SignatureElement, subject: SignatureRef): readonly CheckFacts[] {
  const reason = "the signature has no timestamp";
  return STEPS.map((step) =>
    notRun(
      step,
      subject,
      reason,
      step === "timestamp-structure" ? [found("timestamp-missing", { signature: element.ref })] : [],
    ),
  );
}

/** More tokens than the profile foresees; beyond the budget they are not even read. */
function multiplicity({ timestamps }: SignatureElement, { profile, limits }: CheckContext): Finding[] {
  const count = timestamps.length;
  if (count > limits.timestamps)
    return [
      found("timestamp-malformed", {
        structure: "UnsignedAttributes",
        offset: 0,
        problem: `holds ${count} timestamps where ${limits.timestamps} are read`,
      }),
    ];
  return count > profile.maxTimestamps ? [found("timestamp-multiple", { count })] : [];
}

/** What every token but the first must pass: form and signature, not imprint or chain. */
function formFindings({ steps }: TimestampOutcome): readonly Finding[] {
  return [...(steps.get("timestamp-structure") ?? []), ...(steps.get("timestamp-signature") ?? [])];
}

function stepFacts(
  step: CheckId & TimestampStep,
  subject: SignatureRef,
  outcome: TimestampOutcome,
  extra: readonly Finding[],
): CheckFacts {
  const findings = outcome.steps.get(step);
  if (findings === undefined) return notRun(step, subject, after(outcome.stoppedBy ?? "timestamp-structure"), extra);
  const onlyMultiple =
    findings.length === 0 && extra.every((finding) => finding.code === "timestamp-multiple" || !isFault(finding));
  return onlyMultiple ? passedWith(step, subject, extra) : ran(step, subject, [...findings, ...extra]);
}
