import type { PackageSource } from "../bytes/index.js";
import { type CryptoProvider, defaultProvider, KeyRing } from "../crypto/index.js";
import {
  CertificateBag,
  type CertificatePath,
  delegateValidator,
  type IssuerSource,
  issuersForRun,
  PathContext,
  type PathPurpose,
  pathProfile,
  SignatureCache,
  usualProfile,
  validateCertificatePath,
} from "../path/index.js";
import {
  defaultBudgets,
  Field,
  issueFrom,
  readBudgets,
  readRevocation,
  type RevocationPolicy,
} from "../policy/index.js";
import {
  Budget,
  type Budgets,
  type CertificateRef,
  catalogueEntry,
  ConfigError,
  type Finding,
  type Issue,
  type IssuerAttempt,
  kindOf,
  requireGiven,
  requireOnly,
  type Severity,
} from "../report/index.js";
import {
  createRevocationJudge,
  type RevocationEvidence,
  type RevocationJudge,
  RevocationRun,
  type RevocationSettings,
  type RevocationSource,
} from "../revocation/index.js";
import { pathCheckOf } from "../signature/index.js";
import type { TrustStore } from "../trust/index.js";
import { certificateJson } from "../verdict/index.js";
import { type Certificate, certificateRef } from "../x509/index.js";

/** `any`: no EKU is asked for, and anchors of every purpose serve. */
export type ChainPurpose = Exclude<PathPurpose, "crl-signing">;

/** What a certificate is validated against. */
export interface ValidateCertificateOptions {
  readonly trust: TrustStore;
  readonly purpose: ChainPurpose;
  /** The time of judging. */
  readonly at: Date;
  /**
   * A proven time at which what the certificate signed existed. The certificate's dates are then judged at it, and
   * revocation, known as of `at`, relative to it.
   */
  readonly signatureTime?: Date;
  /** DER, in any order, of any origin: candidates only. */
  readonly intermediates?: readonly Uint8Array[];
  readonly issuers?: IssuerSource;
  readonly crls?: readonly PackageSource[];
  readonly ocsp?: readonly Uint8Array[];
  /** Left out: offline and required if `crls` or `ocsp` are given, else off. */
  readonly revocation?: { readonly policy: RevocationPolicy; readonly sources?: readonly RevocationSource[] };
  /** RFC 5280 §6.1.1(c), (e), (f), (g). Default: any policy, nothing required or inhibited. */
  readonly policies?: {
    readonly initial?: readonly string[];
    readonly requireExplicit?: boolean;
    readonly inhibitMapping?: boolean;
    readonly inhibitAny?: boolean;
  };
  /**
   * `rfc5280`: no rule beyond the RFC's. `nuget-v1`, `cms-detached`: key sizes, algorithms and EKU as for packages.
   * Default: `nuget-v1` for the two purposes of anchors, else `rfc5280`.
   */
  readonly profile?: "rfc5280" | "nuget-v1" | "cms-detached" | (string & {});
  readonly budgets?: Partial<Budgets>;
  readonly crypto?: CryptoProvider;
  readonly signal?: AbortSignal;
}

/** What became of one certificate. */
export interface ChainVerdict {
  readonly schema: "countersign.chain/1";
  readonly valid: boolean;
  /** Of the best candidate path, likeliest cause first. */
  readonly issues: readonly Issue[];
  /** Leaf first, anchor last; of the best candidate if none is valid. */
  readonly chain: readonly Certificate[];
  /** The user-constrained policy set (RFC 5280 §6.1.6). */
  readonly policies: readonly string[];
  /** The other candidates, best first, bounded. */
  readonly otherFailures: readonly { readonly chain: readonly CertificateRef[]; readonly issue: Issue }[];
  /** Addresses that were asked for missing issuers; absent where none was. */
  readonly fetched?: readonly IssuerAttempt[];
  /** For `JSON.stringify`: certificates by what names them. */
  toJSON(): unknown;
}

/**
 * RFC 5280 §6 on its own, for those who have a certificate and not a package. An invalid chain is a result, never a
 * throw.
 *
 * @param leaf DER.
 * @throws {ConfigError} an option is wrong.
 */
export async function validateCertificate(
  leaf: Uint8Array,
  options: ValidateCertificateOptions,
): Promise<ChainVerdict> {
  requireGiven(leaf, "leaf", "bytes");
  requireOnly(options, "options", OPTIONS, ["purpose"]);
  requirePurpose(options.purpose);
  if (options.policies !== undefined) requireOnly(options.policies, "options.policies", POLICIES);
  const budgets = options.budgets === undefined ? {} : readBudgets(new Field(options.budgets, "options.budgets"));
  const settings = revocationSettings(options);
  const context = new PathContext(
    new KeyRing(options.crypto ?? defaultProvider, options.signal),
    new Budget({ ...defaultBudgets, ...budgets }),
    new SignatureCache(0),
  );
  const judge = settings.mode === "off" ? undefined : revocationJudge(options, settings, context);
  const path = await validateCertificatePath(leaf, {
    intermediates: options.intermediates ?? [],
    at: (options.signatureTime ?? options.at).getTime(),
    trust: options.trust,
    purpose: options.purpose,
    profile: pathProfile(options.profile ?? usualProfile(options.purpose), options.purpose),
    context,
    ...(options.policies && { policies: options.policies }),
    ...(options.issuers && { issuers: issuersForRun(options.issuers, undefined) }),
    ...(options.signal && { signal: options.signal }),
    ...(judge && { accept: (chain) => judge.accept(chain) }),
  });
  return chainVerdict(path, settings, judge);
}

const OPTIONS = {
  trust: "trust",
  at: "date",
  signatureTime: "date?",
  intermediates: "bytes[]?",
  issuers: "finder?",
  crls: "source[]?",
  ocsp: "bytes[]?",
  revocation: "object?",
  policies: "object?",
  profile: "text?",
  budgets: "object?",
  crypto: "crypto?",
  signal: "signal?",
} as const;
const POLICIES = {
  initial: "text[]?",
  requireExplicit: "flag?",
  inhibitMapping: "flag?",
  inhibitAny: "flag?",
} as const;
const PURPOSES: readonly unknown[] = ["code-signing", "timestamping", "ocsp-signing", "any"] satisfies ChainPurpose[];

function requirePurpose(purpose: unknown): void {
  if (PURPOSES.includes(purpose)) return;
  throw new ConfigError({
    at: "options.purpose",
    expected: PURPOSES.join(", "),
    received: typeof purpose === "string" ? JSON.stringify(purpose.slice(0, 60)) : kindOf(purpose),
    remedy: "Name what the certificate is to be good for.",
  });
}

const COMPLETE = {
  checks: ["signer", "timestamp"],
  afterTimestamp: "by-reason",
  skewMs: 300_000,
  deadlineMs: 15_000,
} as const;

function revocationSettings({ revocation, crls = [], ocsp = [] }: ValidateCertificateOptions): RevocationSettings {
  if (revocation !== undefined) {
    requireOnly(revocation, "options.revocation", { policy: "object", sources: "finder[]?" });
    return { ...COMPLETE, ...readRevocation(new Field(revocation.policy, "options.revocation.policy")) };
  }
  return crls.length + ocsp.length > 0
    ? { ...COMPLETE, mode: "offline", need: "require" }
    : { ...COMPLETE, mode: "off", need: "prefer" };
}

function revocationJudge(
  options: ValidateCertificateOptions,
  settings: RevocationSettings,
  context: PathContext,
): RevocationJudge {
  const { crls = [], ocsp = [], revocation, at, signatureTime, purpose, intermediates = [], signal } = options;
  const supplied: RevocationEvidence[] = [
    ...ocsp.map(
      (data, index) =>
        ({ kind: "ocsp", data, origin: `the OCSP answer given as number ${index + 1}`, fromCache: true }) as const,
    ),
    ...crls.map(
      (data, index) =>
        ({ kind: "crl", data, origin: `the CRL given as number ${index + 1}`, fromCache: true }) as const,
    ),
  ];
  const run = new RevocationRun({
    settings,
    sources: revocation?.sources ?? [],
    context,
    at: at.getTime(),
    timer: (milliseconds) => AbortSignal.timeout(milliseconds),
    ...(signal && { signal }),
  });
  return createRevocationJudge(run, {
    role: purpose === "timestamping" ? "timestamp" : "signer",
    ...(signatureTime && { signatureTime: signatureTime.getTime() }),
    supplied,
    certificates: CertificateBag.read(intermediates).certificates,
    delegates: delegateValidator(context),
  });
}

async function chainVerdict(
  path: CertificatePath,
  settings: RevocationSettings,
  judge: RevocationJudge | undefined,
): Promise<ChainVerdict> {
  const { outcome, certificates, policies, otherFailures } = path;
  const answers = outcome?.kind === "validated" ? await judge?.judge(outcome.chain) : undefined;
  const findings = [...path.findings, ...(answers?.findings ?? [])];
  const issues = findings.map((finding) => gradeAlone(finding, settings));
  const valid = outcome?.kind === "validated" && issues.every(({ severity }) => severity !== "error");
  const verdict: ChainVerdict = {
    schema: "countersign.chain/1",
    valid,
    issues: Object.freeze(issues),
    chain: Object.freeze([...certificates]),
    policies: Object.freeze([...policies]),
    otherFailures: Object.freeze(
      otherFailures.map((failure) => ({
        chain: failure.certificates.map((one, depth) => certificateRef(one, depth)),
        issue: gradeAlone(failure.finding, settings),
      })),
    ),
    ...(outcome?.fetched && { fetched: Object.freeze([...outcome.fetched]) }),
    toJSON: () => ({ ...verdict, chain: verdict.chain.map(certificateJson) }),
  };
  return Object.freeze(verdict);
}

/** Without a policy the preset `standard` grades; whether an unknown status refuses, the caller's need says. */
function gradeAlone(finding: Finding, settings: RevocationSettings): Issue {
  return issueFrom(finding, {
    check: pathCheckOf(finding),
    subject: undefined,
    severity: severityOf(finding, settings),
  });
}

function severityOf({ code }: Finding, { need }: RevocationSettings): Severity {
  const own = catalogueEntry(code).severities.standard;
  return need === "require" && (code === "revocation-unknown" || code === "revocation-stale") ? "error" : own;
}
