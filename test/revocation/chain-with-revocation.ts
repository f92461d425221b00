import { type CryptoProvider, defaultProvider, KeyRing } from "../../lib/crypto/index.js";
import {
  buildPath,
  CertificateBag,
  delegateValidator,
  PathContext,
  type PathOutcome,
  type PathPolicies,
  type PathProfileName,
  pathProfile,
  type PathPurpose,
  SignatureCache,
} from "../../lib/path/index.js";
import { defaultBudgets } from "../../lib/policy/budgets.js";
import { Budget, type Budgets } from "../../lib/report/index.js";
import {
  type ChainRevocation,
  createRevocationJudge,
  type RevocationEvidence,
  type RevocationJudgeOptions,
  RevocationRun,
  type RevocationRunOptions,
  type RevocationSettings,
} from "../../lib/revocation/index.js";
import { createTrustStore } from "../../lib/trust/index.js";
import { readCertificate } from "../../lib/x509/index.js";

/** Settings that ask everything of everybody; a test changes what it is about. */
export const strictSettings: RevocationSettings = {
  mode: "offline",
  need: "require",
  checks: ["signer", "timestamp"],
  afterTimestamp: "by-reason",
  skewMs: 0,
  deadlineMs: 1000,
};

export interface ChainCase {
  readonly leaf: Uint8Array;
  readonly intermediates: readonly Uint8Array[];
  readonly root: Uint8Array;
  readonly at: number;
  readonly purpose?: PathPurpose;
  readonly profile?: PathProfileName;
  readonly policies?: PathPolicies;
  readonly evidence?: readonly RevocationEvidence[];
  readonly settings?: Partial<RevocationSettings>;
  readonly run?: Partial<RevocationRunOptions>;
  readonly judge?: Partial<RevocationJudgeOptions>;
  readonly provider?: CryptoProvider;
  readonly budgets?: Partial<Budgets>;
}

/** Evidence as a caller hands it over. */
export function supplied(
  kind: "crl" | "ocsp",
  data: readonly Uint8Array[],
  origin: string = kind,
): RevocationEvidence[] {
  return data.map((one, index) => ({ kind, data: one, origin: `${origin} ${index}`, fromCache: true }));
}

/** Builds a chain and judges its revocation, as `lib/signature` does. */
export async function judgeCase(
  test: ChainCase,
): Promise<{ readonly outcome: PathOutcome; readonly revocation: ChainRevocation | undefined }> {
  const leaf = readCertificate(test.leaf);
  if (!leaf.ok) throw leaf.fault;
  const budget = new Budget({ ...defaultBudgets, ...test.budgets });
  const context = new PathContext(new KeyRing(test.provider ?? defaultProvider), budget, new SignatureCache(0));
  const trust = await createTrustStore("test", [
    { certificate: test.root, purposes: ["code-signing", "timestamping"], origin: "test" },
  ]);
  const bag = CertificateBag.read(test.intermediates);
  const run = new RevocationRun({
    settings: { ...strictSettings, ...test.settings },
    sources: [],
    context,
    at: test.run?.at ?? test.at,
    ...test.run,
  });
  const judge = createRevocationJudge(run, {
    role: "signer",
    embedded: test.evidence ?? [],
    certificates: bag.certificates,
    delegates: delegateValidator(context),
    ...test.judge,
  });
  const purpose = test.purpose ?? "any";
  const times = { at: test.at, now: test.at, anchorAt: test.at, origin: "caller" } as const;
  const outcome = await buildPath({
    endEntity: leaf.value,
    bag,
    trust,
    purpose,
    profile: pathProfile(test.profile ?? "rfc5280", purpose),
    times,
    context,
    accept: judge.accept,
    ...(test.policies && { policies: test.policies }),
  });
  const revocation = outcome.kind === "validated" ? await judge.judge(outcome.chain) : undefined;
  return { outcome, revocation };
}

/** Codes of what was found, in order. */
export function codesOf({ outcome, revocation }: Awaited<ReturnType<typeof judgeCase>>): readonly string[] {
  const own = outcome.findings.map(({ code }) => code);
  return [...own, ...(revocation?.findings.map(({ code }) => code) ?? [])];
}
