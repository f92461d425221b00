import type { BudgetName, Budgets, IssueCode, Severity, Waiver } from "../../report/index.js";
import { defaultBudgets } from "../budgets.js";
import type { PolicyDocument, PolicyLevel, PolicyName, RevocationPolicy, SignatureRules } from "../document.js";
import type { TrustedSigners } from "../trusted-signers.js";
import { Field } from "./field.js";
import { readJson } from "./json.js";
import { readList, readText, readWhole, readWord } from "./scalars.js";
import { readSeverities } from "./severities.js";
import { readTrustedSigners, readVersion, SIGNATURE_KINDS } from "./signers.js";
import { readWaivers } from "./waivers.js";

/** A policy document that is right by itself; what it leaves out comes from the preset that it extends. */
export interface ReadDocument {
  readonly name: string;
  readonly base: PolicyName;
  readonly level: PolicyLevel;
  readonly severities: ReadonlyMap<IssueCode, Severity>;
  readonly signatures: SignatureRules;
  readonly revocation: RevocationPolicy | undefined;
  readonly signers: TrustedSigners | undefined;
  readonly waivers: readonly Waiver[];
  readonly budgets: Partial<Budgets>;
}

const FIELDS = [
  "version",
  "name",
  "extends",
  "level",
  "severities",
  "signatures",
  "revocation",
  "signers",
  "waivers",
  "budgets",
];
const POLICY_NAMES: readonly PolicyName[] = ["strict", "standard", "audit"];
const POLICY_LEVELS: readonly PolicyLevel[] = ["ignore", "warn", "require"];

/** The root of a document that came as an object or as JSON. */
export function rootField(document: unknown, name: string): Field {
  if (typeof document !== "string") return new Field(document, name);
  const text = readJson(document, name);
  return new Field(text.value, name, text);
}

/** @throws ConfigError with path, line (for text) and what was expected. */
export function readPolicyDocument(document: PolicyDocument | string): ReadDocument {
  const members = rootField(document, "policy").members(FIELDS);
  readVersion(members.require("version"));
  const level = members.find("level");
  const base = members.find("extends");
  const signers = members.find("signers");
  const revocation = members.find("revocation");
  const severities = members.find("severities");
  const waivers = members.find("waivers");
  const budgets = members.find("budgets");
  const signatures = members.find("signatures");
  return {
    name: readText(members.require("name"), 200),
    base: base === undefined ? "standard" : readWord(base, POLICY_NAMES),
    level: level === undefined ? "require" : readWord(level, POLICY_LEVELS),
    severities: severities === undefined ? new Map() : readSeverities(severities),
    signatures: signatures === undefined ? {} : readSignatures(signatures),
    revocation: revocation === undefined ? undefined : readRevocation(revocation),
    signers: signers === undefined ? undefined : readTrustedSigners(signers),
    waivers: waivers === undefined ? [] : readWaivers(waivers),
    budgets: budgets === undefined ? {} : readBudgets(budgets),
  };
}

function readSignatures(field: Field): SignatureRules {
  const members = field.members(["primary", "repository", "timestamps", "countersignatureVouches"]);
  return {
    ...members.optional("primary", (kinds) =>
      readList(kinds, (kind) => readWord(kind, SIGNATURE_KINDS), { minimum: 1 }),
    ),
    ...members.optional("repository", (rule) =>
      readWord(rule, ["ignore", "verify-if-needed", "verify-if-present", "require"]),
    ),
    ...members.optional("timestamps", (rule) => readWord(rule, ["verify", "use-if-good"])),
    ...members.optional("countersignatureVouches", (list) =>
      readList(list, (word) => readWord(word, ["untrusted-root", "expiry"])),
    ),
  };
}

/** The row `revocation`, wherever it stands. */
export function readRevocation(field: Field): RevocationPolicy {
  const members = field.members(["mode", "need", "checks", "afterTimestamp", "skewMs", "deadlineMs"]);
  return {
    mode: readWord(members.require("mode"), ["off", "offline", "online"]),
    need: readWord(members.require("need"), ["require", "prefer"]),
    ...members.optional("checks", (list) => readList(list, (word) => readWord(word, ["signer", "timestamp"]))),
    ...members.optional("afterTimestamp", (word) => readWord(word, ["refuse", "by-reason"])),
    // A day of skew would let a withdrawn answer live on; an hour of waiting is nobody's deadline.
    ...members.optional("skewMs", (number) => readWhole(number, 0, 86_400_000)),
    ...members.optional("deadlineMs", (number) => readWhole(number, 1, 3_600_000)),
  };
}

/** Budgets that steer recursion stay within what a stack holds. */
const MOST: Partial<Budgets> = { derDepth: 256, pathDepth: 256 };

/** The row `budgets`, wherever it stands. */
export function readBudgets(field: Field): Partial<Budgets> {
  const names = Object.keys(defaultBudgets);
  const members = field.members(names);
  const budgets: { -readonly [N in BudgetName]?: number } = {};
  for (const name of names.filter(isBudgetName)) {
    const member = members.find(name);
    if (member !== undefined) budgets[name] = readWhole(member, 1, MOST[name]);
  }
  return budgets;
}

function isBudgetName(name: string): name is BudgetName {
  return Object.hasOwn(defaultBudgets, name);
}
