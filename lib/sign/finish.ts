import { equalBytes, type Segment } from "../bytes/index.js";
import { defaultBudgets, issueFrom } from "../policy/index.js";
import {
  type CheckFacts,
  type Finding,
  found,
  type Issue,
  SignRefusedError,
  type SignaturePlacement,
} from "../report/index.js";
import { ran } from "../signature/index.js";
import { checkPackage, requireSignature } from "./check-package.js";
import { type CheckedResult, FinishedPackage, type MadeSignature } from "./finished-package.js";
import { LaidOutSource, sameOctets } from "./laid-out.js";
import type { SignedPackage } from "./options.js";
import { gradeForSigning } from "./refusal.js";
import { checkContext, type Session } from "./session.js";

/**
 * Lays the new file out, opens it as any reader would, and runs the shared checks over it.
 *
 * @throws {SignRefusedError} `signing-output-unverifiable`, then why.
 */
export async function finish(session: Session, made: MadeSignature): Promise<SignedPackage> {
  session.progress("checking", 0, 1);
  const segments = session.opened.embed(made.signature);
  const checked = await checkResult(session, made, segments);
  session.progress("checking", 1, 1);
  return new FinishedPackage(session, made, checked, segments);
}

async function checkResult(
  session: Session,
  made: MadeSignature,
  segments: readonly Segment[] | undefined,
): Promise<CheckedResult> {
  const context = checkContext(session, session.clock(), made.known);
  const { opened, layout } = await reopen(session, made, segments);
  const signature = requireSignature(made.signature, context, session.file);
  const { digests, manifest } = made;
  const checked = await checkPackage({ opened, signature, digests, manifest, context });
  const setting = { vouching: checked.vouching, placement: made.placement };
  const toldHere = made.isStamped ? checked.facts : withoutOmission(checked.facts, made.placement);
  const { errors, others } = gradeForSigning([...layout, ...toldHere], session.file, setting);
  const about = made.placement === "primary" ? checked.primary : checked.countersignatures[0];
  if (errors.length > 0 || about === undefined) throw unverifiable(errors, session.file);
  return { about, issues: others };
}

/** That a timestamp was left out as asked is told once, as `timestamp-omitted`. @returns those that found anything else. */
function withoutOmission(facts: readonly CheckFacts[], placement: SignaturePlacement): readonly CheckFacts[] {
  const told: CheckFacts[] = [];
  for (const fact of facts) {
    if (fact.findings.length === 0) continue;
    const isOwn = fact.subject?.placement === placement;
    const findings = isOwn ? fact.findings.filter(({ code }) => code !== "timestamp-missing") : fact.findings;
    if (findings.length > 0) told.push(findings.length === fact.findings.length ? fact : { ...fact, findings });
  }
  return told;
}

/** Opens the new file, and compares what its reader will hash with what was hashed, without hashing it again. */
async function reopen(
  session: Session,
  made: MadeSignature,
  segments: readonly Segment[] | undefined,
): Promise<{ readonly opened: Session["opened"]; readonly layout: readonly CheckFacts[] }> {
  const { source, format, target } = session;
  const laid = segments === undefined ? undefined : new LaidOutSource(source, segments);
  const opened = await format.open(laid ?? source, made.signature, defaultBudgets);
  const content = laid === undefined ? opened.signedContent : inTermsOfSource(opened.signedContent, laid);
  const isWhole =
    opened.signature !== undefined &&
    equalBytes(opened.signature, made.signature) &&
    (await sameOctets(source, session.opened.signedContent, content, target));
  const problem: Finding[] = isWhole
    ? []
    : [found("signing-output-unverifiable", { codes: ["signature-entry-invalid"] })];
  return { opened, layout: [ran("signature-entry", undefined, problem)] };
}

function inTermsOfSource(content: readonly Segment[], laid: LaidOutSource): readonly Segment[] {
  const segments: Segment[] = [];
  for (const segment of content)
    if (segment.kind === "bytes") segments.push(segment);
    else segments.push(...laid.segmentsBetween(segment.start, segment.end));
  return segments;
}

function unverifiable(errors: readonly Issue[], file: string | undefined): SignRefusedError {
  const codes = [...new Set(errors.map(({ code }) => code))];
  const finding = found("signing-output-unverifiable", { codes });
  const own = issueFrom(finding, { check: "policy-requirements", subject: undefined, severity: "error", file });
  return new SignRefusedError([own, ...errors.filter(({ code }) => code !== "signing-output-unverifiable")]);
}
