import type { PackageSource } from "../bytes/index.js";
import { type CryptoProvider, defaultProvider } from "../crypto/index.js";
import {
  type IssuerSource,
  type PathPolicies,
  type PathProfile,
  type PathPurpose,
  pathProfile,
  usualProfile,
} from "../path/index.js";
import { defaultBudgets, Field, readBudgets, readRevocation, type RevocationPolicy } from "../policy/index.js";
import { type Budgets, ConfigError, kindOf, readOnce } from "../report/index.js";
import type { RevocationSettings, RevocationSource } from "../revocation/index.js";
import { FUTURE_SKEW_MS } from "../timestamp/index.js";
import type { TrustStore } from "../trust/index.js";

/** `any`: no EKU is asked for, and anchors of every purpose serve. */
export type ChainPurpose = Exclude<PathPurpose, "crl-signing">;

/** What a certificate is validated against. */
export interface ValidateCertificateOptions {
  readonly trust: TrustStore;
  readonly purpose: ChainPurpose;
  /** The time of judging. */
  readonly at: Date;
  /**
   * A proven time at which what the certificate signed existed, not after `at`. The certificate's dates are then judged at
   * it, and revocation, known as of `at`, relative to it. So is an anchor's window, but for timestamping, where it is always
   * that of `at` (see `TrustAnchorInput.trustedFrom`).
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

/** The options, read once: complete, checked and never looked at again. */
export interface ChainSettings {
  readonly trust: TrustStore;
  readonly purpose: ChainPurpose;
  readonly profile: PathProfile;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly signatureTime: number | undefined;
  readonly intermediates: readonly Uint8Array[];
  readonly issuers: IssuerSource | undefined;
  readonly crls: readonly PackageSource[];
  readonly ocsp: readonly Uint8Array[];
  readonly revocation: RevocationSettings;
  readonly sources: readonly RevocationSource[];
  readonly policies: PathPolicies;
  readonly budgets: Budgets;
  readonly crypto: CryptoProvider;
  readonly signal: AbortSignal | undefined;
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
const REVOCATION = { policy: "object", sources: "finder[]?" } as const;

/** @throws {ConfigError} an option is wrong. */
export function readChainOptions(options: ValidateCertificateOptions): ChainSettings {
  const given = readOnce(options, "options", OPTIONS, ["purpose"]);
  const { trust, purpose, intermediates = [], issuers, crls = [], ocsp = [], signal } = given;
  requirePurpose(purpose);
  const policies = given.policies && readOnce(given.policies, "options.policies", POLICIES);
  const budgets = given.budgets === undefined ? {} : readBudgets(new Field(given.budgets, "options.budgets"));
  const revocation = given.revocation && readOnce(given.revocation, "options.revocation", REVOCATION);
  return {
    trust,
    purpose,
    profile: pathProfile(given.profile ?? usualProfile(purpose), purpose),
    at: given.at.getTime(),
    signatureTime: readSignatureTime(given),
    intermediates,
    issuers,
    crls,
    ocsp,
    revocation: revocationSettings(revocation?.policy, crls.length + ocsp.length > 0),
    sources: revocation?.sources ?? [],
    policies: policies ?? {},
    budgets: { ...defaultBudgets, ...budgets },
    crypto: given.crypto ?? defaultProvider,
    signal,
  };
}

/** Nothing is proven to have existed after the time of judging, but for what clocks may differ by: a timestamp’s may be made now. */
function readSignatureTime({ at, signatureTime }: ValidateCertificateOptions): number | undefined {
  if (signatureTime === undefined || signatureTime.getTime() <= at.getTime() + FUTURE_SKEW_MS)
    return signatureTime?.getTime();
  throw new ConfigError({
    at: "options.signatureTime",
    expected: `a time not after options.at, ${at.toISOString()}`,
    received: signatureTime.toISOString(),
    remedy: "Judge at a later time, or leave it out: nothing is proven to have existed after the time of judging.",
  });
}

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

function revocationSettings(policy: RevocationPolicy | undefined, hasEvidence: boolean): RevocationSettings {
  if (policy !== undefined) return { ...COMPLETE, ...readRevocation(new Field(policy, "options.revocation.policy")) };
  return hasEvidence ? { ...COMPLETE, mode: "offline", need: "require" } : { ...COMPLETE, mode: "off", need: "prefer" };
}
