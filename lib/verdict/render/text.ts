import { catalogueEntry, type CheckResult, type Issue, shown, type SignatureRef } from "../../report/index.js";
import type { SignatureReport } from "../report.js";
import type { Verdict } from "../verdict.js";
import { nameOfSubject } from "./names.js";
import { outcomeColor, paint, SEVERITY_COLOR } from "./paint.js";

/** One line: which package, what it is called, and the finding that decides. */
export function textShort(verdict: Verdict, color: boolean): string {
  const { issues } = verdict;
  const [deciding] = issues;
  const head = `${title(verdict)}: ${paint(headline(verdict), outcomeColor(verdict), color)}`;
  return deciding === undefined || verdict.outcome === "trusted" ? head : `${head}: ${deciding.message}`;
}

/** The whole account: signatures, findings with what to do, checks that did not pass, policy and trust. */
export function textFull(verdict: Verdict, color: boolean): string {
  const lines = [`${title(verdict)}: ${paint(headline(verdict), outcomeColor(verdict), color)}`];
  lines.push(...verdict.signatures.flatMap(signatureLines));
  lines.push(...verdict.issues.flatMap((issue) => issueLines(issue, color)));
  lines.push(...skippedLines(verdict.checks));
  lines.push(...waiverLines(verdict));
  lines.push(
    `  judged at ${verdict.at.toISOString()} (${TIME_FROM[verdict.atFrom]}), policy "${shown(verdict.policy.name)}", trust "${shown(verdict.trust.name)}"`,
  );
  return lines.join("\n");
}

const TIME_FROM = { clock: "the clock", caller: "as asked", timestamp: "the timestamp" } as const;

/** `untrusted, refused`; `trusted` needs no more. */
export function headline({ outcome, accepted }: Verdict): string {
  if (outcome === "trusted" && accepted) return "trusted";
  return `${outcome}, ${accepted ? "accepted by the policy" : "refused"}`;
}

/** The file's name, else what the package calls itself. */
export function title({ name, identity }: Verdict): string {
  if (name !== undefined) return shown(name);
  return identity === undefined ? "the package" : `${shown(identity.id)} ${shown(identity.version)}`;
}

function signatureLines(report: SignatureReport): string[] {
  const who = report.signer === undefined ? "an unknown signer" : `"${nameOfSubject(report.signer)}"`;
  const lines = [`  ${signatureName(report)} by ${who} (${STANDING[report.standing]})`];
  const [timestamp] = report.timestamps;
  if (timestamp !== undefined) {
    const authority = timestamp.authority === undefined ? "" : ` by "${nameOfSubject(timestamp.authority)}"`;
    lines.push(`    timestamp ${timestamp.genTime.toISOString()}${authority}`);
  }
  if (report.repository !== undefined) {
    const owners = report.repository.owners.map(shown).join(", ");
    lines.push(`    repository ${shown(report.repository.serviceIndex)}${owners === "" ? "" : `, owners ${owners}`}`);
  }
  if (report.matched !== undefined) lines.push(`    trusted signer "${shown(report.matched.entry)}"`);
  return lines;
}

const STANDING: { readonly [S in SignatureReport["standing"]]: string } = {
  validated: "chain validated",
  listed: "listed by certificate, root unknown",
  vouched: "vouched for by the repository; the name is not proven",
  failed: "not proven",
  "not-judged": "not judged",
};

/** `author signature`, `repository countersignature`. */
export function signatureName({ kind, placement }: SignatureRef): string {
  return `${kind} ${placement === "primary" ? "signature" : "countersignature"}`;
}

function issueLines(issue: Issue, color: boolean): string[] {
  const nuget = issue.nuget === undefined ? "" : `, ${issue.nuget}`;
  const head = `  ${paint(issue.severity, SEVERITY_COLOR[issue.severity], color)} ${issue.code}${nuget}${subjectName(issue.subject)}: ${issue.message}`;
  if (issue.waivedBy !== undefined)
    return [head, `    waived by ${shown(issue.waivedBy.id)}: ${shown(issue.waivedBy.reason)}`];
  if (issue.vouchedBy !== undefined) return [head, `    the ${signatureName(issue.vouchedBy)} stands in for it`];
  if (issue.severity === "info") return [head];
  return [head, `    ${ACTOR[catalogueEntry(issue.code).actor]}: ${issue.remedy}`];
}

const ACTOR = { author: "the author", repository: "the repository", user: "you", network: "the network" } as const;

function subjectName(subject: SignatureRef | undefined): string {
  if (subject === undefined) return "";
  return ` (${signatureName(subject)}${subject.timestamp === true ? "’s timestamp" : ""})`;
}

function skippedLines(checks: readonly CheckResult[]): string[] {
  return checks
    .filter(({ status, issues }) => (status === "skipped" || status === "unknown") && issues.length === 0)
    .map(
      ({ check, subject, status, reason }) =>
        `  ${status} ${check}${subjectName(subject)}${reason === undefined ? "" : `: ${shown(reason)}`}`,
    );
}

function waiverLines({ waivers }: Verdict): string[] {
  return waivers.map(
    ({ id, code, expires }) =>
      `  waiver ${shown(id)} for ${code}${expires === undefined ? "" : `, until ${shown(expires)}`}`,
  );
}
