import { concatBytes, equalBytes, type Segment } from "../bytes/index.js";
import type { ContentDigests } from "../crypto/index.js";
import { issueFrom, policies } from "../policy/index.js";
import {
  type CheckFacts,
  type Finding,
  found,
  type Issue,
  SignRefusedError,
  type SignaturePlacement,
  type SignatureRef,
  timestampRef,
} from "../report/index.js";
import { type CheckedSignature, type KnownChain, ran, reportSignature } from "../signature/index.js";
import type { SignatureReport } from "../verdict/index.js";
import { checkPackage, requireSignature } from "./check-package.js";
import { chunksOf, LaidOutSource, sameOctets } from "./laid-out.js";
import type { SignedPackage } from "./options.js";
import { gradeForSigning } from "./refusal.js";
import { checkContext, openRecognised, type Session } from "./session.js";
import { failureFindings, type TimestampFailure } from "./timestamp-failure.js";

/** What a call has made, before it is handed out. */
export interface MadeSignature {
  /** DER of the ContentInfo. */
  readonly signature: Uint8Array;
  /** Of the content, by every hash that the signature names. */
  readonly digests: ContentDigests;
  /** Which signature the call was about. */
  readonly placement: SignaturePlacement;
  readonly isStamped: boolean;
  /** Authorities that were tried before one answered well. */
  readonly failures: readonly TimestampFailure[];
  /** The signer's chain, where this call has validated it. */
  readonly known?: KnownChain | undefined;
}

/**
 * Lays the new file out, opens it as any reader would, and runs the shared checks over it.
 *
 * @throws {SignRefusedError} `signing-output-unverifiable`, then why.
 */
export async function finish(session: Session, made: MadeSignature): Promise<SignedPackage> {
  session.progress("checking", 0, 1);
  const segments = session.opened.embed(made.signature);
  const { about, issues } = await checkResult(session, made, segments);
  session.progress("checking", 1, 1);
  const file = segments ?? [{ kind: "bytes", bytes: made.signature }];
  const chunks = (): AsyncIterable<Uint8Array> => chunksOf(session.source, file, session.target);
  let report: SignatureReport | undefined;
  let told: readonly Issue[] | undefined;
  return Object.freeze({
    signature: made.signature,
    segments: segments && Object.freeze([...segments]),
    chunks,
    toBytes: () => gather(chunks()),
    // Both are made when they are read: most results are only written.
    get report(): SignatureReport {
      return (report ??= reportOf(about));
    },
    get issues(): readonly Issue[] {
      return (told ??= Object.freeze([...issues, ...recordedIssues(made, about.element.ref, session.outputFile)]));
    },
  });
}

function reportOf(checked: CheckedSignature): SignatureReport {
  const isValidated = checked.signer !== undefined && checked.path?.kind === "validated";
  // Revocation is not asked about while signing.
  return reportSignature(checked, isValidated ? "validated" : "failed", { revocation: () => [] });
}

async function gather(chunks: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  for await (const chunk of chunks) parts.push(chunk);
  return concatBytes(parts);
}

interface CheckedResult {
  readonly about: CheckedSignature;
  readonly issues: readonly Issue[];
}

async function checkResult(
  session: Session,
  made: MadeSignature,
  segments: readonly Segment[] | undefined,
): Promise<CheckedResult> {
  const context = { ...checkContext(session, session.clock()), known: made.known };
  const { opened, layout } = await reopen(session, made, segments);
  const signature = requireSignature(made.signature, context, session.file);
  const checked = await checkPackage({ opened, signature, digests: made.digests, context });
  const setting = { vouching: checked.vouching, placement: made.placement };
  const toldHere = made.isStamped ? checked.facts : withoutOmission(checked.facts, made.placement);
  const { errors, others } = gradeForSigning([...layout, ...toldHere], session.file, setting);
  const about = made.placement === "primary" ? checked.primary : checked.countersignatures[0];
  if (errors.length > 0 || about === undefined) throw unverifiable(errors, session.file);
  return { about, issues: others };
}

/** That a timestamp was left out as asked is told once, as `timestamp-omitted`. */
function withoutOmission(facts: readonly CheckFacts[], placement: SignaturePlacement): readonly CheckFacts[] {
  return facts.map((fact) => {
    const { subject, findings } = fact;
    if (findings.length === 0 || subject?.placement !== placement) return fact;
    return { ...fact, findings: findings.filter(({ code }) => code !== "timestamp-missing") };
  });
}

/** Opens the new file, and compares what its reader will hash with what was hashed, without hashing it again. */
async function reopen(
  session: Session,
  made: MadeSignature,
  segments: readonly Segment[] | undefined,
): Promise<{ readonly opened: Session["opened"]; readonly layout: readonly CheckFacts[] }> {
  const { source, format, target } = session;
  const laid = segments === undefined ? undefined : new LaidOutSource(source, segments);
  const { opened } = await openRecognised(laid ?? source, { format, signature: made.signature });
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

function* inTermsOfSource(content: readonly Segment[], laid: LaidOutSource): Iterable<Segment> {
  for (const segment of content)
    if (segment.kind === "bytes") yield segment;
    else yield* laid.segmentsBetween(segment.start, segment.end);
}

function unverifiable(errors: readonly Issue[], file: string | undefined): SignRefusedError {
  const codes = [...new Set(errors.map(({ code }) => code))];
  const finding = found("signing-output-unverifiable", { codes });
  const own = issueFrom(finding, { check: "policy-requirements", subject: undefined, severity: "error", file });
  return new SignRefusedError([own, ...errors.filter(({ code }) => code !== "signing-output-unverifiable")]);
}

/** What a caller should know of how the signature came about. */
function recordedIssues(
  { isStamped, failures }: MadeSignature,
  about: SignatureRef,
  file: string | undefined,
): Issue[] {
  const subject = timestampRef(about);
  const issue = (finding: Finding, severity: Issue["severity"]): Issue =>
    issueFrom(finding, { check: "timestamp-structure", subject, severity, file });
  // Graded as errors where signing fails of it; here another authority answered well.
  const skipped = failures.flatMap(failureFindings).map((finding) => issue(finding, "warning"));
  if (isStamped) return skipped;
  const omitted = found("timestamp-omitted", { signature: { kind: about.kind, placement: about.placement } });
  return [...skipped, issue(omitted, policies.standard.severityOf(omitted.code))];
}
