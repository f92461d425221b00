import { readFileSync } from "node:fs";
import { join } from "node:path";
import { catalogueEntry, type IssueCode, issueCodes } from "../../lib/report/index.js";
import { root } from "../shared.js";

/** Pages of `docs/` that are made from data: by path, their text. `npm run docs:codes` writes them, a test compares them. */
export const generatedPages: ReadonlyMap<string, () => string> = new Map([
  ["docs/issue-codes.md", issueCodesPage],
  ["docs/where-we-differ-from-dotnet.md", differencesPage],
]);

function issueCodesPage(): string {
  return `${[
    "<!-- Made by npm run docs:codes from lib/report/catalogue; a test compares them. -->",
    "# Issue codes",
    "",
    `${issueCodes.length} codes. One code is one fact about a package, a signature or a configuration; codes are stable and never reused.`,
    "`countersign explain CODE` prints the same.",
    "",
    "- **integrity** is always an error: no policy, level or waiver touches it.",
    "- **authenticity**: a policy grades it and may waive it; while it stands, the package is never `trusted`.",
    "- **assurance** counts for the outcome only as an error. **advice** never counts.",
    "",
    "| Code | Class | Outcome | strict / standard / audit | NuGet | ETSI |",
    "| --- | --- | --- | --- | --- | --- |",
    ...issueCodes.map(codeRow),
    "",
    ...issueCodes.flatMap(codeSection),
  ].join("\n")}\n`;
}

function codeRow(code: IssueCode): string {
  const { class: kind, effect, severities, nuget, etsi = "" } = catalogueEntry(code);
  const grades = `${severities.strict} / ${severities.standard} / ${severities.audit}`;
  return `| [\`${code}\`](#${code}) | ${kind} | ${effect === "none" ? "—" : effect} | ${grades} | ${cell(nuget.join(", "))} | ${cell(etsi)} |`;
}

function codeSection(code: IssueCode): readonly string[] {
  const { meaning, remedy, rule, actor } = catalogueEntry(code);
  const source = rule === "—" || rule === "" ? "" : ` Rule: ${rule}.`;
  return [`### ${code}`, "", `${meaning}${source}`, "", `**${ACTOR[actor]}:** ${remedy}`, ""];
}

const ACTOR = { author: "The author", repository: "The repository", user: "You", network: "The network" } as const;

/** A deliberate difference, as the interop suite keeps it. */
interface InteropException {
  readonly name: string;
  readonly nugetTrusts: boolean;
  readonly ours: string;
  readonly code: string;
  readonly reason: string;
  readonly rule: string;
}

function differencesPage(): string {
  const text = readFileSync(join(root, "test", "interop", "exceptions.json"), "utf8");
  const rows = JSON.parse(text) as readonly InteropException[];
  const [stricter, looser] = [rows.filter((row) => row.nugetTrusts), rows.filter((row) => !row.nugetTrusts)];
  return `${[
    "<!-- Made by npm run docs:codes from test/interop/exceptions.json; a test compares them. -->",
    "# Where we differ from dotnet",
    "",
    "Everything that `dotnet nuget verify` trusts, the policy `standard` trusts, but for the rows below. Each is one named exception of the",
    "interop suite, with a pair of packages that dotnet and we judge; an exception that is no longer needed fails there.",
    "",
    "## We refuse, dotnet trusts",
    "",
    ...table(stricter),
    ...(looser.length === 0 ? [] : ["", "## We accept, dotnet refuses", "", ...table(looser)]),
  ].join("\n")}\n`;
}

function table(rows: readonly InteropException[]): readonly string[] {
  if (rows.length === 0) return ["Nothing so far."];
  return [
    "| Case | Ours | Finding | The rule | Why |",
    "| --- | --- | --- | --- | --- |",
    ...rows.map(({ name, ours, code, rule, reason }) => {
      const finding = code === "" ? "—" : `[\`${code}\`](issue-codes.md#${code})`;
      return `| ${cell(name)} | ${cell(ours)} | ${finding} | ${cell(rule)} | ${cell(reason)} |`;
    }),
  ];
}

function cell(text: string): string {
  return text === "" ? "—" : text.replaceAll("|", "\\|").replaceAll("\n", " ");
}
