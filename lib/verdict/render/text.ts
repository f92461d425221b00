import { catalogueEntry, type CheckResult, fetchText, type Issue, quoted, shown } from "../../report/index.js";
import type { SignatureReport, TimestampReport } from "../report.js";
import type { Verdict } from "../verdict.js";
import { ACTORS, headline, packageTitle, quotedSubject, subjectName, waiverText } from "./names.js";
import { outcomeColor, paint, SEVERITY_COLOR } from "./paint.js";

/** One line: which package, what it is called, the finding that decides, and every waiver that set something aside. */
export function textShort(verdict: Verdict, color: boolean): string {
  const deciding = verdict.outcome === "trusted" ? undefined : verdict.issues[0];
  const head = headOf(verdict, color);
  const told = deciding === undefined ? head : `${head}: ${deciding.message}`;
  return verdict.waivers.length === 0 ? told : `${told} (${verdict.waivers.map(waiverText).join("; ")})`;
}

/** The whole account: signatures, findings with what to do, checks that did not run, waivers, policy and trust. */
export function textFull(verdict: Verdict, color: boolean): string {
  return [
    headOf(verdict, color),
    ...verdict.signatures.flatMap(signatureLines),
    ...verdict.issues.flatMap((issue, place) => issueLines(issue, verdict.issues[place + 1], color)),
    ...unansweredLines(verdict.checks),
    ...waiverLines(verdict),
    judgedLine(verdict),
  ].join("\n");
}

function headOf(verdict: Verdict, color: boolean): string {
  return `${packageTitle(verdict)}: ${paint(headline(verdict), outcomeColor(verdict), color)}`;
}

const STANDINGS: { readonly [S in SignatureReport["standing"]]: string } = {
  validated: "chain validated",
  listed: "listed by certificate, root unknown",
  vouched: "vouched for by the repository; the name is not proven",
  failed: "not proven",
  "not-judged": "not judged",
};

function signatureLines(report: SignatureReport): readonly string[] {
  const who = report.signer === undefined ? "an unknown signer" : quotedSubject(report.signer);
  const { repository, matched } = report;
  const owners =
    repository === undefined || repository.owners.length === 0
      ? ""
      : `, owners ${repository.owners.map(shown).join(", ")}`;
  return [
    `  ${subjectName({ kind: report.kind, placement: report.placement })} by ${who} (${STANDINGS[report.standing]})`,
    ...report.timestamps.map(timestampLine),
    ...(repository === undefined ? [] : [`    repository ${shown(repository.serviceIndex)}${owners}`]),
    ...(report.fetched ?? []).map((attempt) => `    issuer: ${fetchText(attempt)}`),
    ...(matched === undefined ? [] : [`    trusted signer ${quoted(matched.entry)}`]),
  ];
}

function timestampLine({ genTime, authority }: TimestampReport): string {
  return `    timestamp ${genTime.toISOString()}${authority === undefined ? "" : ` by ${quotedSubject(authority)}`}`;
}

/** What to do is said once for findings in a row that ask for the same: three certificates of which nobody knows one thing. */
function issueLines(issue: Issue, next: Issue | undefined, color: boolean): readonly string[] {
  const { code, severity, nuget, subject, message, remedy, waivedBy, vouchedBy } = issue;
  const about = subject === undefined ? "" : ` (${subjectName(subject)})`;
  const head = `  ${paint(severity, SEVERITY_COLOR[severity], color)} ${code}${nuget === undefined ? "" : `, ${nuget}`}${about}: ${message}`;
  if (waivedBy !== undefined) return [head, `    ${waiverText(waivedBy)}`];
  if (vouchedBy !== undefined) return [head, `    the ${subjectName(vouchedBy)} stands in for it`];
  if (severity === "info" || (next?.severity === severity && next.code === code && next.remedy === remedy))
    return [head];
  return [head, `    what to do: ${remedy}`, `    who can mend it: ${ACTORS[catalogueEntry(code).actor]}`];
}

/**
 * Checks without a finding of their own that gave no answer, and what stopped them: a line for each thing that stopped some, so
 * that twenty consequences of one cause do not hide it.
 */
function unansweredLines(checks: readonly CheckResult[]): readonly string[] {
  const stopped = new Map<string, { readonly status: string; readonly end: string; readonly names: string[] }>();
  for (const { check, subject, status, reason, issues } of checks) {
    if ((status !== "skipped" && status !== "unknown") || issues.length > 0) continue;
    const about = subject === undefined ? "" : ` (${subjectName(subject)})`;
    const end = reason === undefined ? "" : `: ${shown(reason)}`;
    const line = stopped.get(status + end) ?? { status, end, names: [] };
    line.names.push(`${check}${about}`);
    stopped.set(status + end, line);
  }
  return [...stopped.values()].map(({ status, end, names }) => `  ${status} ${names.join(", ")}${end}`);
}

function waiverLines({ waivers }: Verdict): readonly string[] {
  return waivers.map(
    ({ id, code, expires }) =>
      `  waiver ${shown(id)} for ${code}, ${expires === undefined ? "without end" : `until ${shown(expires)}`}`,
  );
}

const TIME_FROM = { clock: "the clock", caller: "as asked", timestamp: "the timestamp" } as const;

function judgedLine({ at, atFrom, policy, trust }: Verdict): string {
  return `  judged at ${at.toISOString()} (${TIME_FROM[atFrom]}), policy ${quoted(policy.name)}, trust ${quoted(trust.name)}`;
}
