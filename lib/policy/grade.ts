import {
  after,
  catalogueEntry,
  type CheckFacts,
  type CheckId,
  type CheckResult,
  depthOf,
  type Finding,
  type Fingerprint,
  found,
  type Issue,
  type IssueCatalogueEntry,
  type PackageIdentity,
  type Severity,
  type SignaturePlacement,
  type SignatureRef,
  type Waiver,
} from "../report/index.js";
import { NO_ISSUES, resultOf } from "./check-result.js";
import { issueFrom } from "./issue.js";
import { capByLevel } from "./level.js";
import { type Policy, type PolicyRules, rulesOf } from "./policy.js";
import { atMost } from "./severity-order.js";
import { isVouchable, type Vouching } from "./vouching.js";
import { WaiverDesk } from "./waive.js";

/** What grading needs to know besides the facts. */
export interface GradingContext {
  readonly policy: Policy;
  /** The clock's reading: waivers end by it, whatever time the package is judged at. */
  readonly now: Date;
  /** Name and version in the signed bytes; needed only if {@link needsIdentity} says so. */
  readonly identity?: PackageIdentity | undefined;
  /** The file's name, for the commands in remedies. */
  readonly file?: string | undefined;
  /** Its format names no package. */
  readonly isNameless?: boolean | undefined;
  readonly vouching?: Vouching | undefined;
  /** Where the signature stands that is being made: what is found of it is told to its maker. */
  readonly signing?: SignaturePlacement | undefined;
  /** Findings, as objects, that an entry of the trusted signers sets aside (see `SignerRules`), with what is printed. */
  readonly forgiven?: ReadonlyMap<Finding, Waiver> | undefined;
  /** SHA-256 of the certificate that made a signature or timestamp; needed only for waivers by certificate. */
  readonly signerOf?: (subject: SignatureRef | undefined) => Fingerprint | undefined;
  /** SHA-256 fingerprints to SHA-384 and SHA-512 of the same certificates; see {@link fingerprintHashes}. */
  readonly aliases?: ReadonlyMap<Fingerprint, readonly Fingerprint[]>;
}

/** What one graded finding does to the outcome. `none`: nothing. */
export type CountedEffect = IssueCatalogueEntry["effect"] | "unsigned-allowed";
export interface GradedIssue {
  readonly issue: Issue;
  readonly effect: CountedEffect;
  /** See {@link depthOf}. */
  readonly depth: number;
}
export interface Grading {
  readonly checks: readonly CheckResult[];
  /** Every issue of `checks`, in their order, with its effect. */
  readonly issues: readonly GradedIssue[];
  /** The waivers that set something aside. */
  readonly waivers: readonly Waiver[];
}

/**
 * Turns facts into issues: preset and document's severities, waiver, vouching, level, class floor. The only place where a
 * severity is decided.
 *
 * Housekeeping (waivers that ended or had no use, a policy weaker than its base) is added to `policy-requirements`.
 */
export function grade(checks: readonly CheckFacts[], context: GradingContext): Grading {
  const grader = new Grader(context, checks.some(isTampering));
  const results: CheckResult[] = [];
  // A timestamp whose authority is revoked gives no time, so this is known before dates are judged.
  const authorities = new Map<CheckFacts, CheckResult>();
  for (const facts of checks) if (isOfAuthority(facts)) authorities.set(facts, grader.check(facts));
  let requirements: CheckFacts = { check: "policy-requirements", status: "passed", findings: [] };
  let place = -1;
  for (const facts of checks) {
    if (facts.check === "policy-requirements" && facts.subject === undefined && place < 0) {
      requirements = facts;
      place = results.length;
    } else results.push((isOfAuthority(facts) ? authorities.get(facts) : undefined) ?? grader.check(facts));
  }
  const findings = [...requirements.findings, ...grader.housekeeping()];
  if (place >= 0 || findings.length > 0) {
    results.splice(place < 0 ? results.length : place, 0, grader.check({ ...requirements, findings }));
  }
  return Object.freeze({
    checks: Object.freeze(results),
    issues: Object.freeze(grader.issues),
    waivers: Object.freeze(grader.waivers),
  });
}

function isTampering({ findings }: CheckFacts): boolean {
  return findings.length > 0 && findings.some(({ code }) => catalogueEntry(code).effect === "tampered");
}

function isOfAuthority({ check, subject }: CheckFacts): boolean {
  return check === "revocation" && subject?.timestamp === true;
}

class Grader {
  readonly issues: GradedIssue[] = [];
  readonly #context: GradingContext;
  readonly #isTampered: boolean;
  readonly #rules: PolicyRules;
  readonly #desk: WaiverDesk;
  readonly #timestampFaults = new TimestampFaults();
  readonly #forgiving = new Set<Waiver>();

  constructor(context: GradingContext, isTampered: boolean) {
    this.#context = context;
    this.#isTampered = isTampered;
    this.#rules = rulesOf(context.policy);
    this.#desk = new WaiverDesk(this.#rules.waivers, {
      now: context.now,
      identity: context.identity,
      signerOf: context.signerOf ?? ((): undefined => undefined),
      aliases: context.aliases ?? new Map(),
    });
  }

  get waivers(): readonly Waiver[] {
    return [...this.#desk.used, ...this.#forgiving];
  }

  check(facts: CheckFacts): CheckResult {
    const { check, subject, findings } = facts;
    const cause = check === "validity" ? this.#timestampFaults.of(subject) : undefined;
    if (cause === undefined) return resultOf(facts, this.#issues(facts, findings));
    const own = findings.filter((finding) => !this.#follows(finding, subject));
    if (own.length > 0 || findings.length === 0) return resultOf(facts, this.#issues(facts, own));
    return resultOf({ ...facts, status: "skipped", reason: after(cause) }, NO_ISSUES);
  }

  #issues({ check, subject }: CheckFacts, findings: readonly Finding[]): readonly Issue[] {
    if (findings.length === 0) return NO_ISSUES;
    return Object.freeze(findings.map((finding) => this.#issue(finding, check, subject)));
  }

  /** Whether a date would refuse only because a timestamp that failed gives no time. Nothing that is set aside does. */
  #follows(finding: Finding, subject: SignatureRef | undefined): boolean {
    if (finding.code !== "certificate-expired" && finding.code !== "certificate-not-yet-valid") return false;
    if (finding.details.timeFrom === "timestamp" || this.#vouchedBy(finding) !== undefined) return false;
    return this.#waivedBy(finding, subject) === undefined;
  }

  #issue(finding: Finding, check: CheckId, subject: SignatureRef | undefined): Issue {
    const entry = catalogueEntry(finding.code);
    const own = this.#rules.severityBeforeLevel(finding.code);
    const waivedBy = entry.class === "integrity" ? undefined : this.#waivedBy(finding, subject);
    const vouchedBy = this.#vouchedBy(finding);
    const counting = isPassedOver(check, subject, this.#rules) ? atMost(own, "warning") : own;
    const set = waivedBy === undefined && vouchedBy === undefined ? counting : "info";
    const severity = capByLevel(entry, set, this.#rules.level);
    const { file, signing, isNameless } = this.#context;
    const isReaders = signing !== undefined && isOwn(subject, signing);
    const said = { file, isReaders, isNameless, isTampered: this.#isTampered };
    const issue = issueFrom(finding, { check, subject, severity, waivedBy, vouchedBy, ...said });
    const effect = vouchedBy === undefined ? countedEffect(entry, own, this.#rules) : "none";
    this.issues.push({ issue, effect, depth: depthOf(finding) });
    if (subject?.timestamp === true) this.#timestampFaults.note(issue, effect);
    return issue;
  }

  #waivedBy(finding: Finding, subject: SignatureRef | undefined): Waiver | undefined {
    const forgiving = this.#context.forgiven?.get(finding);
    if (forgiving === undefined) return this.#desk.waiverFor(finding, subject);
    this.#forgiving.add(forgiving);
    return forgiving;
  }

  #vouchedBy(finding: Finding): SignatureRef | undefined {
    const { vouching } = this.#context;
    if (vouching === undefined || !vouching.findings.has(finding)) return undefined;
    return isVouchable(finding.code, this.#rules) ? vouching.by : undefined;
  }

  /** What the policy says about itself. Called last: only then is it known which waivers were of use. */
  housekeeping(): readonly Finding[] {
    const { expired, unused } = this.#desk.leftOver();
    const changed = this.#rules.weakerThanBase;
    return [
      ...expired.map(({ id, expires = "", code }) => found("waiver-expired", { waiver: id, expiredAt: expires, code })),
      ...unused.map(({ id, code }) => found("waiver-unused", { waiver: id, code })),
      ...(changed.length === 0 ? [] : [found("policy-weaker-than-base", { changed })]),
    ];
  }
}

/**
 * Timestamps that are refused: without them a signature is judged by the clock, and that its certificate has expired since is
 * no second cause. Only what refuses by itself, and no more mildly than the expiry would, stands for both.
 */
class TimestampFaults {
  readonly #checks = new Map<string, CheckId>();

  note({ code, severity, check, subject }: Issue, effect: CountedEffect): void {
    if (severity !== "error" || subject === undefined || code === "timestamp-missing") return;
    if (effect !== "untrusted" && effect !== "tampered") return;
    const signature = keyOf(subject);
    if (!this.#checks.has(signature)) this.#checks.set(signature, check);
  }

  /** The check that failed of this signature's timestamp. */
  of(subject: SignatureRef | undefined): CheckId | undefined {
    return subject === undefined || subject.timestamp === true ? undefined : this.#checks.get(keyOf(subject));
  }
}

function keyOf({ kind, placement }: SignatureRef): string {
  return `${kind} ${placement}`;
}

/**
 * Whether what speaks against a countersignature, or against a timestamp's authority, is reported and no more: the policy then
 * takes neither for anything. A timestamp that can't be read is no timestamp whose authority is not believed.
 */
function isPassedOver(check: CheckId, subject: SignatureRef | undefined, { signatures }: PolicyRules): boolean {
  if (subject === undefined) return false;
  if (subject.timestamp === true && signatures.timestamps === "use-if-good" && check !== "timestamp-structure")
    return true;
  return subject.placement === "countersignature" && signatures.repository === "verify-if-needed";
}

/**
 * What a finding does to the outcome's name: that follows from the severity by preset and document. A waiver or a level
 * makes a package accepted and changes no name, but that an unsigned package which the level lets pass is `unsigned-allowed`.
 */
function countedEffect(entry: IssueCatalogueEntry, own: Severity, rules: PolicyRules): CountedEffect {
  if (entry.effect === "none" || entry.class === "advice") return "none";
  if (entry.effect === "unsigned")
    return capByLevel(entry, own, rules.level) === "error" ? "unsigned" : "unsigned-allowed";
  return entry.class === "assurance" && own !== "error" ? "none" : entry.effect;
}

/** Whether a finding is of the signature that is being made, or of the package as a whole. */
function isOwn(subject: SignatureRef | undefined, signing: SignaturePlacement): boolean {
  return subject === undefined || (subject.placement === signing && subject.timestamp !== true);
}
