import {
  catalogueEntry,
  type CheckId,
  etsiOf,
  type Finding,
  type FindingSetting,
  type Issue,
  messageOf,
  nugetCodeOf,
  remedyOf,
  type Severity,
  type SignatureRef,
  type Waiver,
} from "../report/index.js";
import { freezeDeep } from "./freeze.js";

/** What grading decided about a finding. */
export interface Grade {
  readonly check: CheckId;
  readonly subject: SignatureRef | undefined;
  readonly severity: Severity;
  readonly waivedBy?: Waiver | undefined;
  readonly vouchedBy?: SignatureRef | undefined;
  readonly file?: string | undefined;
  /** See {@link FindingSetting}. */
  readonly isReaders?: boolean | undefined;
}

/** An issue from a finding and its grade. Its texts are made when they are read: most verdicts are never shown to a person. */
export function issueFrom(
  finding: Finding,
  { check, subject, severity, waivedBy, vouchedBy, file, isReaders }: Grade,
): Issue {
  const entry = catalogueEntry(finding.code);
  const setting: FindingSetting = { subject, file, isReaders };
  const nuget = nugetCodeOf(finding, subject);
  const etsi = etsiOf(finding);
  const issue = {
    code: finding.code,
    class: entry.class,
    severity,
    get message(): string {
      return messageOf(finding, setting);
    },
    get remedy(): string {
      return remedyOf(finding, setting);
    },
    details: freezeDeep(finding.details),
    check,
    ...(subject === undefined ? undefined : { subject }),
    ...(finding.evidence === undefined ? undefined : { evidence: freezeDeep(finding.evidence) }),
    rule: entry.rule,
    ...(nuget === undefined ? undefined : { nuget }),
    ...(etsi === undefined ? undefined : { etsi }),
    actor: entry.actor,
    ...(waivedBy === undefined ? undefined : { waivedBy }),
    ...(vouchedBy === undefined ? undefined : { vouchedBy: freezeDeep(vouchedBy) }),
  };
  // Code and details come from one finding, so they belong together; the type can't follow a union through an object.
  return Object.freeze(issue) as Issue;
}
