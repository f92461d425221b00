import {
  catalogueEntry,
  type CheckId,
  etsiOf,
  type Evidence,
  type Finding,
  type FindingSetting,
  isFoundLater,
  type Issue,
  messageOf,
  nugetCodeOf,
  remedyOf,
  type Severity,
  sharedGetter,
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
  readonly isNameless?: boolean | undefined;
  readonly isTampered?: boolean | undefined;
}

/**
 * An issue from a finding and its grade. Its texts are made when they are read: most verdicts are never shown to a person.
 * So are details that can wait. All are own properties like all others, so that a copy has them too.
 */
export function issueFrom(finding: Finding, grade: Grade): Issue {
  // Code and details come from one finding, so they belong together; the type can't follow a union through a class.
  return new GradedFinding(finding, grade) as Issue;
}

class GradedFinding {
  declare readonly code: Issue["code"];
  declare readonly class: Issue["class"];
  declare readonly severity: Severity;
  declare readonly message: string;
  declare readonly remedy: string;
  declare readonly details: Issue["details"];
  declare readonly check: CheckId;
  declare readonly subject?: SignatureRef;
  declare readonly evidence?: Evidence;
  declare readonly rule: string;
  declare readonly nuget?: string;
  declare readonly etsi?: string;
  declare readonly actor: Issue["actor"];
  declare readonly waivedBy?: Waiver;
  declare readonly vouchedBy?: SignatureRef;
  readonly #finding: Finding;
  readonly #setting: FindingSetting;

  constructor(finding: Finding, grade: Grade) {
    const { check, subject, severity, waivedBy, vouchedBy, file, isReaders, isNameless, isTampered } = grade;
    this.#finding = finding;
    this.#setting = { subject, file, isReaders, isNameless, isTampered };
    const entry = catalogueEntry(finding.code);
    const nuget = nugetCodeOf(finding, subject);
    const etsi = etsiOf(finding);
    // In the order of the JSON.
    this.code = finding.code;
    this.class = entry.class;
    this.severity = severity;
    Object.defineProperty(this, "message", MESSAGE);
    Object.defineProperty(this, "remedy", REMEDY);
    if (isFoundLater(finding)) Object.defineProperty(this, "details", DETAILS);
    else this.details = freezeDeep(finding.details);
    this.check = check;
    if (subject !== undefined) this.subject = subject;
    if (finding.evidence !== undefined) this.evidence = freezeDeep(finding.evidence);
    this.rule = entry.rule;
    if (nuget !== undefined) this.nuget = nuget;
    if (etsi !== undefined) this.etsi = etsi;
    this.actor = entry.actor;
    if (waivedBy !== undefined) this.waivedBy = waivedBy;
    if (vouchedBy !== undefined) this.vouchedBy = freezeDeep(vouchedBy);
    Object.freeze(this);
  }

  static messageOf(issue: GradedFinding): string {
    return messageOf(issue.#finding, issue.#setting);
  }

  static detailsOf(issue: GradedFinding): Issue["details"] {
    return freezeDeep(issue.#finding.details);
  }

  static remedyOf(issue: GradedFinding): string {
    return remedyOf(issue.#finding, issue.#setting);
  }
}

const MESSAGE = sharedGetter((issue: GradedFinding) => GradedFinding.messageOf(issue));
const DETAILS = sharedGetter((issue: GradedFinding) => GradedFinding.detailsOf(issue));
const REMEDY = sharedGetter((issue: GradedFinding) => GradedFinding.remedyOf(issue));
