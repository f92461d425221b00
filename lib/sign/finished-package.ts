import { concatBytes, type Segment } from "../bytes/index.js";
import type { ContentDigests } from "../crypto/index.js";
import { issueFrom, policies } from "../policy/index.js";
import {
  type Finding,
  found,
  type Issue,
  sharedGetter,
  signatureRef,
  type SignaturePlacement,
  type SignatureRef,
  timestampRef,
} from "../report/index.js";
import { type CheckedSignature, type KnownChain, reportSignature } from "../signature/index.js";
import type { SignatureReport } from "../verdict/index.js";
import type { MadeManifest } from "./check-package.js";
import { chunksOf } from "./laid-out.js";
import type { SignedPackage } from "./options.js";
import type { Session } from "./session.js";
import { failureFindings, type TimestampFailure } from "./timestamp-failure.js";

/** What a call has made, before it is handed out. */
export interface MadeSignature {
  /** DER of the ContentInfo. */
  readonly signature: Uint8Array;
  /** Of the content, by every hash that the signature names. */
  readonly digests: ContentDigests;
  /** The one that this call made of those digests. */
  readonly manifest?: MadeManifest | undefined;
  /** Which signature the call was about. */
  readonly placement: SignaturePlacement;
  readonly isStamped: boolean;
  /** Authorities that were tried before one answered well. */
  readonly failures: readonly TimestampFailure[];
  /** The signer's chain, where this call has validated it. */
  readonly known?: KnownChain | undefined;
}

/** What the checks of the result have shown of the signature that the call was about. */
export interface CheckedResult {
  readonly about: CheckedSignature;
  readonly issues: readonly Issue[];
}

/** Handed out once everything about it holds. */
export class FinishedPackage implements SignedPackage {
  readonly signature: Uint8Array;
  readonly segments: readonly Segment[] | undefined;
  declare readonly report: SignatureReport;
  declare readonly issues: readonly Issue[];
  readonly #session: Session;
  readonly #made: MadeSignature;
  readonly #checked: CheckedResult;
  #report: SignatureReport | undefined;
  #issues: readonly Issue[] | undefined;

  constructor(session: Session, made: MadeSignature, checked: CheckedResult, segments?: readonly Segment[]) {
    this.signature = made.signature;
    this.segments = segments && Object.freeze(segments.slice());
    this.#session = session;
    this.#made = made;
    this.#checked = checked;
    Object.defineProperty(this, "report", REPORT);
    Object.defineProperty(this, "issues", ISSUES);
    Object.freeze(this);
  }

  // Whoever takes these out of the object calls them without it.
  readonly chunks = (): AsyncIterable<Uint8Array> => {
    const { source, target } = this.#session;
    return chunksOf(source, this.segments ?? [{ kind: "bytes", bytes: this.signature }], target);
  };
  readonly toBytes = (): Promise<Uint8Array> => gather(this.chunks());

  static reportOf(of: FinishedPackage): SignatureReport {
    return (of.#report ??= reportOf(of.#checked.about));
  }

  static issuesOf(of: FinishedPackage): readonly Issue[] {
    return (of.#issues ??= Object.freeze(of.#told()));
  }

  #told(): readonly Issue[] {
    const { about, issues } = this.#checked;
    return [...issues, ...recordedIssues(this.#made, about.element.ref, this.#session.outputFile)];
  }
}

// Most results are only written.
const REPORT = sharedGetter((of: FinishedPackage) => FinishedPackage.reportOf(of));
const ISSUES = sharedGetter((of: FinishedPackage) => FinishedPackage.issuesOf(of));

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
  const omitted = found("timestamp-omitted", { signature: signatureRef(about.kind, about.placement) });
  return [...skipped, issue(omitted, policies.standard.severityOf(omitted.code))];
}
