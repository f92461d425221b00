import { policies, type Policy } from "../index.js";
import { isMilderWord } from "../policy/index.js";
import { catalogueEntry, issueCodes, type Severity } from "../report/index.js";

/** A row in which two policies differ. */
export interface PolicyChange {
  /** `severities.timestamp-missing`, `revocation.mode`. */
  readonly at: string;
  readonly before: string;
  readonly after: string;
  /** Whether the second lets more pass; `undefined` where more or less is no question. */
  readonly weaker: boolean | undefined;
}

/** Rows that a document may leave out. */
const DEFAULTS: ReadonlyMap<string, string> = new Map([["signatures.timestamps", "verify"]]);
const SEVERITIES: readonly Severity[] = ["info", "warning", "error"];

/** Everything in which `after` differs from `before`, weaker rows first, then in the documents' order. */
export function policyChanges(before: Policy, after: Policy): readonly PolicyChange[] {
  const changes = [...severityChanges(before, after), ...rowChanges(before, after)];
  const rank = ({ weaker }: PolicyChange): number => (weaker === true ? 0 : weaker === undefined ? 1 : 2);
  return changes.toSorted((one, other) => rank(one) - rank(other));
}

/** Where a policy lets more pass than the preset that it extends. */
export function weakerThanBase(policy: Policy): readonly PolicyChange[] {
  return policyChanges(policies[policy.base], policy).filter((change) => change.weaker === true);
}

function severityChanges(before: Policy, after: Policy): readonly PolicyChange[] {
  return issueCodes
    .filter((code) => catalogueEntry(code).class !== "integrity" && before.severityOf(code) !== after.severityOf(code))
    .map((code) => {
      const [was, is] = [before.severityOf(code), after.severityOf(code)];
      const weaker = SEVERITIES.indexOf(is) < SEVERITIES.indexOf(was);
      return { at: `severities.${code}`, before: was, after: is, weaker };
    });
}

function rowChanges(before: Policy, after: Policy): readonly PolicyChange[] {
  const [old, now] = [flattened(before.toDocument()), flattened(after.toDocument())];
  return [...new Set([...old.keys(), ...now.keys()])]
    .filter((at) => !at.startsWith("severities.") && at !== "name" && at !== "extends")
    .filter((at) => old.get(at) !== now.get(at))
    .map((at) => change(at, old.get(at), now.get(at)));
}

function change(at: string, was: string | undefined, is: string | undefined): PolicyChange {
  const [before, after] = [was ?? DEFAULTS.get(at), is ?? DEFAULTS.get(at)];
  const weaker = isMilderWord(at, after, before) ?? isWeakerRow(at, before, after);
  return { at, before: before ?? "nothing", after: after ?? "nothing", weaker };
}

/** Rows that let more pass with each line more. */
const FORGIVING = ["waivers[", "signatures.countersignatureVouches[", "signatures.primary["];

/** What a list forgives or waives grows weaker with each line, what it checks with each that goes; a limit raised lets more through. */
function isWeakerRow(at: string, before: string | undefined, after: string | undefined): boolean | undefined {
  if (FORGIVING.some((list) => at.startsWith(list))) return before === undefined;
  if (at.startsWith("revocation.checks[")) return after === undefined;
  if (at === "revocation.skewMs" || at.startsWith("budgets.")) return Number(after) > Number(before);
  // In JSON as it stands here quotation marks of a text are escaped: this is the field, and no note that speaks of it.
  if (at.startsWith("signers.entries[") && after?.includes('"allowUntrustedRoot":true') === true) return true;
  return undefined;
}

/** A document as rows: `revocation.mode` → `online`; an element of a list by its id or its own text. */
function flattened(value: unknown, at = "", rows: Map<string, string> = new Map()): ReadonlyMap<string, string> {
  if (Array.isArray(value)) {
    for (const element of value as readonly unknown[]) rows.set(`${at}[${nameOf(element)}]`, textOf(element));
    return rows;
  }
  if (typeof value !== "object" || value === null) return rows.set(at, textOf(value));
  for (const [name, member] of Object.entries(value)) flattened(member, at === "" ? name : `${at}.${name}`, rows);
  return rows;
}

function nameOf(element: unknown): string {
  return typeof element === "object" && element !== null && "id" in element ? String(element.id) : textOf(element);
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}
