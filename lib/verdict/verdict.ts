import type { PinRecord } from "../policy/index.js";
import type { CheckResult, Fingerprint, Issue, PackageIdentity, TimeOrigin, Waiver } from "../report/index.js";
import type { EtsiIndication } from "./etsi.js";
import type { Outcome } from "./outcome.js";
import { verdictJson } from "./render/json.js";
import type { SignatureReport } from "./report.js";

/** Whether these bytes may be used, and why. */
export interface Verdict {
  readonly schema: "countersign.verdict/1";
  readonly outcome: Outcome;
  /** No finding of severity error stands. Under `audit` an `untrusted` package may be accepted; it is never called trusted. */
  readonly accepted: boolean;
  /** The file, as the request named it. */
  readonly name?: string;
  /** As the signed bytes say it; absent where the format names nothing, or they could not be read. */
  readonly identity?: PackageIdentity;
  /** Its `id`; absent where no format fits the bytes. */
  readonly format?: string;
  /** The time of judging. */
  readonly at: Date;
  /** Where `at` comes from. */
  readonly atFrom: TimeOrigin;
  readonly policy: NamedDigest;
  readonly trust: NamedDigest;
  /** ETSI EN 319 102-1 §5.1.2: of the facts, whatever the policy's level. */
  readonly etsi: EtsiIndication;
  /** The deciding finding first. */
  readonly issues: readonly Issue[];
  /** Every check, in the order of their running. */
  readonly checks: readonly CheckResult[];
  /** Those that touched this verdict. */
  readonly waivers: readonly Waiver[];
  /** The primary first. */
  readonly signatures: readonly SignatureReport[];
  /** Digest of the package as if it had never been signed: which bytes this verdict is about. Absent where they could not be hashed. */
  readonly content?: Fingerprint;
  /**
   * To be stored by a caller who pins. Only of an outcome `trusted` or `unsigned-allowed`, and never while a `pin-*` finding
   * but `pin-first-use` stands: a step back that was only reported must not become the new pin.
   */
  readonly observed?: PinRecord;
  /** A document of `countersign/schemas/verdict-1.json`. */
  toJSON(): unknown;
}

/** A document by name, and by the digest of what it says. */
export interface NamedDigest {
  readonly name: string;
  readonly digest: Fingerprint;
}

export type VerdictFacts = Omit<Verdict, "schema" | "toJSON">;

/** The same where what is absent may be spelt `undefined`. */
type GivenFacts = {
  readonly [K in keyof VerdictFacts]: Partial<VerdictFacts>[K] extends VerdictFacts[K]
    ? VerdictFacts[K] | undefined
    : VerdictFacts[K];
};

class DecidedVerdict implements Verdict {
  readonly schema = "countersign.verdict/1";
  declare readonly outcome: Outcome;
  declare readonly accepted: boolean;
  declare readonly name?: string;
  declare readonly identity?: PackageIdentity;
  declare readonly format?: string;
  declare readonly at: Date;
  declare readonly atFrom: TimeOrigin;
  declare readonly policy: NamedDigest;
  declare readonly trust: NamedDigest;
  declare readonly etsi: EtsiIndication;
  declare readonly issues: readonly Issue[];
  declare readonly checks: readonly CheckResult[];
  declare readonly waivers: readonly Waiver[];
  declare readonly signatures: readonly SignatureReport[];
  declare readonly content?: Fingerprint;
  declare readonly observed?: PinRecord;
  /** What no parsed, copied or hand-made verdict has. */
  readonly #decided = true;

  /** In the order of the JSON. What is absent is no property; one by one, since copying by loops costs several times as much. */
  constructor(facts: GivenFacts) {
    this.outcome = facts.outcome;
    this.accepted = facts.accepted;
    if (facts.name !== undefined) this.name = facts.name;
    if (facts.identity !== undefined) this.identity = facts.identity;
    if (facts.format !== undefined) this.format = facts.format;
    this.at = facts.at;
    this.atFrom = facts.atFrom;
    this.policy = facts.policy;
    this.trust = facts.trust;
    this.etsi = facts.etsi;
    this.issues = facts.issues;
    this.checks = facts.checks;
    this.waivers = facts.waivers;
    this.signatures = facts.signatures;
    if (facts.content !== undefined) this.content = facts.content;
    if (facts.observed !== undefined) this.observed = facts.observed;
    Object.freeze(this);
  }

  static made(candidate: unknown): boolean {
    return typeof candidate === "object" && candidate !== null && #decided in candidate;
  }

  toJSON(): unknown {
    return verdictJson(this);
  }
}

/** For `decide.ts` alone; the room's door does not export it. */
export function newVerdict(facts: GivenFacts): Verdict {
  return new DecidedVerdict(facts);
}

/** Whether a verdict was decided here, and not parsed, copied or made up. */
export function isDecided(candidate: unknown): candidate is Verdict {
  return DecidedVerdict.made(candidate);
}
