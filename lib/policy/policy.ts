import {
  type Budgets,
  catalogueEntry,
  ConfigError,
  type Fingerprint,
  isIssueCode,
  type IssueCode,
  issueCodes,
  type Severity,
  type Waiver,
} from "../report/index.js";
import { defaultBudgets } from "./budgets.js";
import { canonicalJson } from "./canonical-json.js";
import { textDigest } from "./digest.js";
import type { PolicyDocument, PolicyLevel, PolicyName, RevocationPolicy } from "./document.js";
import { capByLevel } from "./level.js";
import { type CompleteSignatureRules, presets } from "./presets.js";
import { type ReadDocument, readPolicyDocument } from "./read/document.js";
import { describeValue } from "./read/received.js";
import { followsNeed } from "./read/severities.js";
import { atMost } from "./severity-order.js";
import type { TrustedSigners } from "./trusted-signers.js";
import { weakerThanPreset } from "./weaker.js";

/** A policy document with every row that its base gives written out. */
export type CompletePolicyDocument = Required<
  Pick<PolicyDocument, "version" | "name" | "severities" | "signatures" | "revocation">
> &
  PolicyDocument;

/** Parsed, complete, frozen. */
export interface Policy {
  /** As the document says it; for people. */
  readonly name: string;
  /** The built-in policy that it extends. */
  readonly base: PolicyName;
  /** SHA-256 of the complete document in RFC 8785 form: what a verdict was judged under. */
  readonly digest: Fingerprint;
  /** What a finding of this code is graded as, where neither waiver nor countersignature sets it aside. @throws {ConfigError} */
  severityOf(code: IssueCode): Severity;
  /** A copy for the caller, from which `definePolicy` makes an equal policy. */
  toDocument(): CompletePolicyDocument;
}

/** What the rooms above read of a policy: every row complete. */
export interface PolicyRules {
  readonly level: PolicyLevel;
  readonly signatures: CompleteSignatureRules;
  readonly revocation: Required<RevocationPolicy>;
  readonly signers: TrustedSigners | undefined;
  readonly waivers: readonly Waiver[];
  readonly budgets: Budgets;
  /** Rows of the document that let more pass than its preset, and codes that it grades lower. */
  readonly weakerThanBase: readonly string[];
  /** Severity by preset and document, before level. */
  severityBeforeLevel(code: IssueCode): Severity;
}

function requireCode(code: IssueCode): void {
  if (isIssueCode(code)) return;
  throw new ConfigError({
    at: "code",
    expected: "a code of the catalogue",
    received: describeValue(code),
    remedy: "countersign explain lists the codes.",
  });
}

class CompletePolicy implements Policy {
  readonly name: string;
  readonly base: PolicyName;
  readonly #rules: PolicyRules;
  #digest: Fingerprint | undefined;

  constructor(document: ReadDocument, digest?: Fingerprint) {
    this.name = document.name;
    this.base = document.base;
    this.#rules = rulesFrom(document);
    this.#digest = digest;
    Object.freeze(this);
  }

  get digest(): Fingerprint {
    return (this.#digest ??= textDigest(canonicalJson(this.toDocument())));
  }

  severityOf(code: IssueCode): Severity {
    requireCode(code);
    return capByLevel(catalogueEntry(code), this.#rules.severityBeforeLevel(code), this.#rules.level);
  }

  toDocument(): CompletePolicyDocument {
    const { level, signatures, revocation, signers, waivers, budgets } = this.#rules;
    const severities: { [C in IssueCode]?: Severity } = {};
    for (const code of issueCodes) {
      if (catalogueEntry(code).class === "integrity" || followsNeed(code)) continue;
      severities[code] = this.#rules.severityBeforeLevel(code);
    }
    const complete = {
      version: 1,
      name: this.name,
      extends: this.base,
      level,
      severities,
      signatures,
      revocation,
    } as const;
    return { ...complete, waivers, budgets, ...(signers === undefined ? {} : { signers }) };
  }

  static rulesOf(candidate: unknown): PolicyRules | undefined {
    return typeof candidate === "object" && candidate !== null && #rules in candidate ? candidate.#rules : undefined;
  }
}

/**
 * The rows of a policy.
 *
 * @throws ConfigError the object was not made by {@link definePolicy}.
 */
export function rulesOf(policy: Policy): PolicyRules {
  const rules = CompletePolicy.rulesOf(policy);
  if (rules !== undefined) return rules;
  throw new ConfigError({
    at: "policy",
    expected: "a policy made by definePolicy, a document or a name",
    received: "another object",
    remedy: "Pass the document itself, or definePolicy(document).",
  });
}

function rulesFrom(document: ReadDocument): PolicyRules {
  const preset = presets[document.base];
  const revocation = Object.freeze({ ...preset.revocation, ...document.revocation });
  const severityBeforeLevel = (code: IssueCode): Severity => {
    const entry = catalogueEntry(code);
    if (entry.class === "integrity") return "error";
    if (followsNeed(code)) return severityByNeed(revocation.need, entry.severities[document.base]);
    return document.severities.get(code) ?? entry.severities[document.base];
  };
  return Object.freeze({
    level: document.level,
    signatures: Object.freeze({ ...preset.signatures, ...document.signatures }),
    revocation,
    signers: document.signers,
    waivers: document.waivers,
    budgets: Object.freeze({ ...defaultBudgets, ...document.budgets }),
    weakerThanBase: weakerThanPreset(document, severityBeforeLevel),
    severityBeforeLevel,
  });
}

/** `require` refuses whatever is unknown; `prefer` reports it, as loudly as the preset does. */
function severityByNeed(need: "require" | "prefer", preset: Severity): Severity {
  return need === "require" ? "error" : atMost(preset, "warning");
}

const named = (base: PolicyName, digest: Fingerprint): Policy =>
  new CompletePolicy(
    {
      name: base,
      base,
      level: "require",
      severities: new Map(),
      signatures: {},
      revocation: undefined,
      signers: undefined,
      waivers: Object.freeze([]),
      budgets: {},
    },
    digest,
  );

/** The named policies. Their digests are constants, so that a verification need not hash them; a test computes them anew. */
export const policies: { readonly [N in PolicyName]: Policy } = Object.freeze({
  strict: named("strict", "sha256:ddf3485413349df3631e5340d4351f51727d7f7175a661c8ca8a912ca69646ef"),
  standard: named("standard", "sha256:77a7067dd1e4bc6db6ecb382af815e9dd865035814506832bd3b5890791e00f7"),
  audit: named("audit", "sha256:e923cd74a447903e17f8a4478d15c6630ebe83ca8d7406f4ae4a7a965c496bc3"),
});

/**
 * A policy from its document, as an object or as JSON.
 *
 * @throws ConfigError with the path, and for text the line, of the first wrong field. A name given twice in one object is
 * wrong.
 */
export function definePolicy(document: PolicyDocument | string): Policy {
  return new CompletePolicy(readPolicyDocument(document));
}

/**
 * What an option `policy` may be, as a policy. Default `standard`.
 *
 * @throws ConfigError as {@link definePolicy}; a name that is none.
 */
export function toPolicy(option: Policy | PolicyDocument | PolicyName | undefined): Policy {
  if (option === undefined) return policies.standard;
  if (typeof option === "string") return policyNamed(option);
  return isMade(option) ? option : definePolicy(option);
}

function isMade(option: Policy | PolicyDocument): option is Policy {
  return CompletePolicy.rulesOf(option) !== undefined;
}

function policyNamed(name: string): Policy {
  if (name === "strict" || name === "standard" || name === "audit") return policies[name];
  throw new ConfigError({
    at: "policy",
    expected: "strict, standard or audit, or a document",
    received: JSON.stringify(name.slice(0, 60)),
    remedy: "Use one of the names, or definePolicy for a document.",
  });
}
