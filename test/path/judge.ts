import { type CryptoProvider, defaultProvider, KeyRing } from "../../lib/crypto/index.js";
import {
  type AnchorSource,
  buildPath,
  CertificateBag,
  PathContext,
  type PathOutcome,
  pathProfile,
  type PathProfileName,
  type PathPurpose,
  type PathRequest,
  type PathTimes,
  SignatureCache,
} from "../../lib/path/index.js";
import { defaultBudgets } from "../../lib/policy/budgets.js";
import { Budget, type Budgets, type Finding, type IssueCode, type IssueDetails } from "../../lib/report/index.js";
import { createTrustStore, type TrustAnchorInput } from "../../lib/trust/index.js";
import { readCertificate } from "../../lib/x509/index.js";
import { NOW } from "./make.js";

/** One question; what a test does not care about has the plainest value. */
export interface Question extends Partial<Pick<PathRequest, "accept" | "issuers" | "policies">> {
  readonly leaf: Uint8Array;
  readonly bag?: readonly Uint8Array[];
  readonly roots?: readonly Uint8Array[];
  /** In place of `roots`. */
  readonly anchors?: readonly TrustAnchorInput[];
  readonly trust?: AnchorSource;
  readonly purpose?: PathPurpose;
  readonly profile?: PathProfileName;
  readonly at?: number;
  readonly times?: Partial<PathTimes>;
  readonly budgets?: Partial<Budgets>;
  readonly context?: PathContext;
  readonly provider?: CryptoProvider;
  readonly cache?: SignatureCache;
}

/** An anchor for both purposes, for ever. */
export function anchorOf(certificate: Uint8Array): TrustAnchorInput {
  return { certificate, purposes: ["code-signing", "timestamping"], origin: "test" };
}

export function contextOf({ provider, budgets, cache }: Omit<Question, "leaf"> = {}): PathContext {
  const keys = new KeyRing(provider ?? defaultProvider);
  return new PathContext(keys, new Budget({ ...defaultBudgets, ...budgets }), cache ?? new SignatureCache(0));
}

/** Asks the search. */
export async function judge(question: Question): Promise<PathOutcome> {
  const end = readCertificate(question.leaf);
  if (!end.ok) throw end.fault;
  const { purpose = "any", profile = "rfc5280", at = NOW, accept, issuers, policies } = question;
  const anchors = question.anchors ?? (question.roots ?? []).map(anchorOf);
  return buildPath({
    endEntity: end.value,
    bag: CertificateBag.read(question.bag ?? []),
    trust: question.trust ?? (await createTrustStore("test roots", anchors)),
    purpose,
    profile: pathProfile(profile, purpose),
    times: { at, now: at, anchorAt: at, origin: "caller", ...question.times },
    context: question.context ?? contextOf(question),
    ...(accept && { accept }),
    ...(issuers && { issuers }),
    ...(policies && { policies }),
  });
}

/** Codes of the findings, in order; of a valid chain only advice is left. */
export async function codes(question: Question): Promise<readonly IssueCode[]> {
  return (await judge(question)).findings.map(({ code }) => code);
}

/** `validated`, `unanchored` or `failed`, and the codes. */
export async function told(question: Question): Promise<string> {
  const { kind, findings } = await judge(question);
  return [kind, ...findings.map(({ code }) => code)].join(" ");
}

/** Details of the first finding of a code. */
export function detailsOf<C extends IssueCode>(
  outcome: { readonly findings: readonly Finding[] },
  code: C,
): IssueDetails[C] {
  const finding = outcome.findings.find((one) => one.code === code);
  if (finding === undefined) throw new Error(`no ${code} among ${outcome.findings.map((one) => one.code).join(", ")}`);
  return finding.details as IssueDetails[C];
}

/** Subjects of the chain of a validated outcome, the end entity first. */
export async function chainOf(question: Question): Promise<readonly string[]> {
  const outcome = await judge(question);
  if (outcome.kind !== "validated") throw new Error(outcome.findings.map(({ code }) => code).join(", "));
  return outcome.chain.certificates.map(({ subject }) => subject);
}
