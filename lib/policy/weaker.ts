import { catalogueEntry, type IssueCode, issueCodes, type Severity } from "../report/index.js";
import { defaultBudgets } from "./budgets.js";
import { presets } from "./presets.js";
import type { ReadDocument } from "./read/document.js";
import { isMilderWord } from "./scales.js";
import { isWeaker } from "./severity-order.js";

const NOTHING: readonly string[] = Object.freeze([]);

/**
 * Where a document lets more pass than the preset that it extends: the rows that do by themselves, and the codes that it grades
 * lower. `revocation.need` is told by the codes that follow it; waivers and entries that forgive are told where they are of use.
 */
export function weakerThanPreset(document: ReadDocument, severityOf: (code: IssueCode) => Severity): readonly string[] {
  const { base, severities, revocation } = document;
  const rows = [...ownRows(document), ...revocationRows(document), ...raisedBudgets(document)];
  if (severities.size === 0 && revocation === undefined && rows.length === 0) return NOTHING;
  const codes = issueCodes.filter((code) => isWeaker(severityOf(code), catalogueEntry(code).severities[base]));
  return Object.freeze([...rows, ...codes]);
}

function ownRows({ base, level, signatures }: ReadDocument): readonly string[] {
  const { repository, timestamps, countersignatureVouches } = signatures;
  const own = presets[base].signatures;
  return [
    ...(level === "require" ? [] : ["level"]),
    ...(isMilderWord("signatures.repository", repository, own.repository) ? ["signatures.repository"] : []),
    ...(timestamps === "use-if-good" ? ["signatures.timestamps"] : []),
    ...(hasMore(countersignatureVouches, own.countersignatureVouches) ? ["signatures.countersignatureVouches"] : []),
  ];
}

function revocationRows({ base, revocation }: ReadDocument): readonly string[] {
  if (revocation === undefined) return NOTHING;
  const { mode, checks, afterTimestamp, skewMs } = revocation;
  const own = presets[base].revocation;
  return [
    ...(isMilderWord("revocation.mode", mode, own.mode) ? ["revocation.mode"] : []),
    ...(checks !== undefined && hasMore(own.checks, checks) ? ["revocation.checks"] : []),
    ...(isMilderWord("revocation.afterTimestamp", afterTimestamp, own.afterTimestamp)
      ? ["revocation.afterTimestamp"]
      : []),
    ...(skewMs !== undefined && skewMs > own.skewMs ? ["revocation.skewMs"] : []),
  ];
}

function raisedBudgets({ budgets }: ReadDocument): readonly string[] {
  return Object.entries(budgets)
    .filter(([name, limit]) => limit > (DEFAULTS.get(name) ?? Infinity))
    .map(([name]) => `budgets.${name}`);
}

const DEFAULTS: ReadonlyMap<string, number> = new Map(Object.entries(defaultBudgets));

function hasMore(words: readonly string[] | undefined, than: readonly string[]): boolean {
  return words?.some((word) => !than.includes(word)) ?? false;
}
