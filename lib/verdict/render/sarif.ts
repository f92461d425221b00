import { catalogueEntry, type Issue, type IssueCode, type Severity } from "../../report/index.js";
import type { Verdict } from "../verdict.js";
import { fileUri } from "./file-uri.js";
import { packageTitle, waiverText } from "./names.js";

const SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";
const LEVEL: { readonly [S in Severity]: string } = { error: "error", warning: "warning", info: "note" };

/** Verdicts as a SARIF 2.1.0 log: one run, a rule for each code that was found, a result for each issue. */
export function sarifLog(verdicts: readonly Verdict[]): object {
  const codes = [...new Set(verdicts.flatMap(({ issues }) => issues.map(({ code }) => code)))].sort();
  const ruleIndexes = new Map(codes.map((code, index) => [code, index]));
  const driver = { name: "countersign", rules: codes.map(rule) };
  const artifacts = new ArtifactList();
  const results = verdicts.flatMap((verdict) => {
    const index = artifacts.place(verdict);
    return verdict.issues.map((issue) => result(issue, verdict, index, ruleIndexes.get(issue.code) ?? 0));
  });
  return {
    $schema: SCHEMA,
    version: "2.1.0",
    runs: [{ tool: { driver }, artifacts: artifacts.all, results }],
  };
}

/** §3.49: what a code means, and how to mend it. */
function rule(code: IssueCode): object {
  const { meaning, remedy, class: kind, effect, rule: source, nuget, etsi, actor, severities } = catalogueEntry(code);
  return {
    id: code,
    shortDescription: { text: meaning },
    help: { text: remedy },
    defaultConfiguration: { level: LEVEL[severities.standard] },
    properties: { class: kind, effect, rule: source, nuget, actor, ...(etsi === undefined ? {} : { etsi }) },
  };
}

/** §3.14.15: each artifact once, whichever verdicts are about it. */
class ArtifactList {
  readonly all: object[] = [];
  readonly #places = new Map<string, number>();

  place(verdict: Verdict): number {
    const described = artifact(verdict);
    const key = JSON.stringify(described);
    const place = this.#places.get(key) ?? this.all.push(described) - 1;
    this.#places.set(key, place);
    return place;
  }
}

/** §3.24: the package, with what the verdict calls it. */
function artifact(verdict: Verdict): object {
  const { outcome, accepted, content, etsi, identity, name } = verdict;
  return {
    ...(name === undefined ? {} : { location: { uri: fileUri(name) } }),
    description: { text: plain(packageTitle(verdict)) },
    properties: {
      outcome,
      accepted,
      etsi,
      ...(identity === undefined ? {} : { identity }),
      ...(content === undefined ? {} : { content }),
    },
  };
}

/** §3.27. A finding that is set aside is a suppressed result (§3.35): it stays visible. */
function result(issue: Issue, verdict: Verdict, index: number, ruleIndex: number): object {
  const { code, severity, message, remedy, check, details, subject, nuget, rule: source } = issue;
  const suppressions = suppressionsOf(issue);
  return {
    ruleId: code,
    ruleIndex,
    level: LEVEL[severity],
    message: { text: plain(`${message} ${remedy}`) },
    locations: [location(issue, verdict, index)],
    ...(suppressions.length === 0 ? {} : { suppressions }),
    properties: {
      check,
      rule: source,
      details,
      ...(subject === undefined ? {} : { subject }),
      ...(nuget === undefined ? {} : { nuget }),
    },
  };
}

/** §3.11.6: brackets in a plain text make a link, wherever a name from a package wants to lead. */
function plain(text: string): string {
  return text.replaceAll(/[[\]\\]/g, String.raw`\$&`);
}

function suppressionsOf({ waivedBy, vouchedBy }: Issue): readonly object[] {
  const waiver = waivedBy === undefined ? [] : [waiverText(waivedBy)];
  const voucher = vouchedBy === undefined ? [] : [`The ${vouchedBy.kind} ${vouchedBy.placement} stands in for it.`];
  return [...waiver, ...voucher].map((justification) => ({ kind: "external", status: "accepted", justification }));
}

/** §3.28: the file, and the bytes at fault where they lie in the file itself. */
function location({ evidence }: Issue, verdict: Verdict, index: number): object {
  const logicalLocations = [{ fullyQualifiedName: packageTitle(verdict), kind: "package" }];
  if (verdict.name === undefined) return { logicalLocations };
  const artifactLocation = { uri: fileUri(verdict.name), index };
  const { part, start, end } = evidence ?? {};
  if (part !== "package" || start === undefined) return { physicalLocation: { artifactLocation }, logicalLocations };
  const byteLength = end === undefined ? {} : { byteLength: end - start };
  return { physicalLocation: { artifactLocation, region: { byteOffset: start, ...byteLength } }, logicalLocations };
}
