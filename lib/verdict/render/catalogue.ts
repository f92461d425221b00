import { catalogueEntry, issueCodes, type IssueCode } from "../../report/index.js";
import { ACTORS } from "./names.js";

/** The catalogue as a page of Markdown: a section for each code, in the catalogue's order. */
export function catalogueMarkdown(): string {
  const head =
    "# Issue codes\n\nOne code is one fact about a package, a signature or a configuration. Codes are never reused.";
  return `${[head, ...issueCodes.map(section)].join("\n\n")}\n`;
}

function section(code: IssueCode): string {
  const { meaning, remedy, class: kind, effect, severities, rule, nuget, etsi, actor } = catalogueEntry(code);
  const rows = [
    ["Class", kind],
    ["Outcome", effect === "none" ? "none by itself" : effect],
    ["Severity", `strict ${severities.strict}, standard ${severities.standard}, audit ${severities.audit}`],
    ["Rule", rule],
    ["NuGet", nuget.length === 0 ? "—" : nuget.join(", ")],
    ["ETSI EN 319 102-1", etsi ?? "—"],
    ["Who can mend it", ACTORS[actor]],
    ["What to do", remedy],
  ];
  const table = rows.map(([name, value]) => `| ${name ?? ""} | ${(value ?? "").replaceAll("|", "\\|")} |`);
  return [`## \`${code}\``, "", meaning, "", "| | |", "| --- | --- |", ...table].join("\n");
}
