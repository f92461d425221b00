import { catalogueEntry, type Issue } from "../../report/index.js";
import type { SignatureReport } from "../report.js";
import type { Verdict } from "../verdict.js";
import { ACTORS, headline, nameOfSubject, packageTitle, subjectName, waiverText } from "./names.js";

/** A table of the packages, for the summary of a build; a waiver stands beside the finding that decides. */
export function markdownShort(verdicts: readonly Verdict[]): string {
  const rows = verdicts.map((verdict) => {
    const deciding = verdict.outcome === "trusted" ? undefined : verdict.issues[0];
    const findings = [...(deciding === undefined ? [] : [deciding.message]), ...verdict.waivers.map(waiverText)];
    const cells = [packageTitle(verdict), headline(verdict), signedBy(verdict), findings.join("; ")];
    return `| ${verdict.accepted ? "✅" : "❌"} | ${cells.map(markdownText).join(" | ")} |`;
  });
  return ["| | Package | Verdict | Signed by | Finding |", "| --- | --- | --- | --- | --- |", ...rows].join("\n");
}

/** The table, and below it for each package that has findings what they are and what to do. */
export function markdownFull(verdicts: readonly Verdict[]): string {
  const sections = verdicts.filter(({ issues }) => issues.length > 0).map(section);
  return [markdownShort(verdicts), ...sections].join("\n\n");
}

function section(verdict: Verdict): string {
  const lines = verdict.issues.flatMap(issueLines);
  return [`### ${markdownText(packageTitle(verdict))}: ${markdownText(headline(verdict))}`, "", ...lines].join("\n");
}

function issueLines(issue: Issue): readonly string[] {
  const { code, severity, nuget, subject, message, remedy, waivedBy, vouchedBy } = issue;
  const about = [nuget, subject === undefined ? undefined : subjectName(subject)]
    .filter((text) => text !== undefined)
    .join(", ");
  const head = `- **${severity}** \`${code}\`${about === "" ? "" : ` (${markdownText(about)})`}: ${markdownText(message)}`;
  if (waivedBy !== undefined) return [head, `  - ${markdownText(waiverText(waivedBy))}`];
  if (vouchedBy !== undefined) return [head, `  - the ${subjectName(vouchedBy)} stands in for it`];
  return severity === "info" ? [head] : [head, `  - ${markdownText(remedy)} (${ACTORS[catalogueEntry(code).actor]})`];
}

function signedBy({ signatures }: Verdict): string {
  return signatures.map(signerOf).join("; ");
}

/** Only a proven name is given without a word of doubt. */
function signerOf({ kind, signer, standing }: SignatureReport): string {
  if (signer === undefined) return `${kind}: unknown`;
  const proven = standing === "validated" || standing === "listed";
  return `${kind}: ${nameOfSubject(signer)}${proven ? "" : ` (${standing})`}`;
}

/** Text in which nothing is markup: what a package says about itself must not become a table, a link or HTML in somebody's build summary. */
export function markdownText(text: string): string {
  return text
    .replaceAll(/[\\`*_{}[\]<>()#+\-.!|~&@:]/g, (character) =>
      NEEDS_ENTITY.has(character) ? `&#${character.charCodeAt(0)};` : `\\${character}`,
    )
    .replaceAll(/\s+/g, " ");
}

/** HTML, and what turns bare text into links and mentions, is not undone by a backslash everywhere. */
const NEEDS_ENTITY = new Set(["<", ">", "&", "@", ":", "|"]);
