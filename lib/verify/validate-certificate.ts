import { KeyRing } from "../crypto/index.js";
import {
  CertificateBag,
  type CertificatePath,
  delegateValidator,
  issuersForRun,
  PathContext,
  SignatureCache,
  validateCertificatePath,
} from "../path/index.js";
import { issueFrom } from "../policy/index.js";
import {
  Budget,
  type CertificateRef,
  catalogueEntry,
  type Finding,
  type Issue,
  type IssuerAttempt,
  requireGiven,
  type Severity,
} from "../report/index.js";
import {
  createRevocationJudge,
  type RevocationEvidence,
  type RevocationJudge,
  RevocationRun,
  type RevocationSettings,
} from "../revocation/index.js";
import { pathCheckOf } from "../signature/index.js";
import { certificateJson } from "../verdict/index.js";
import { type Certificate, certificateRef } from "../x509/index.js";
import { type ChainSettings, readChainOptions, type ValidateCertificateOptions } from "./chain-options.js";

export type { ChainPurpose, ValidateCertificateOptions } from "./chain-options.js";

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
  const settings = readChainOptions(options);
  const { trust, purpose, profile, intermediates, issuers, policies, budgets, crypto, signal } = settings;
  const context = new PathContext(new KeyRing(crypto, signal), new Budget(budgets), new SignatureCache(0));
  const judge = settings.revocation.mode === "off" ? undefined : revocationJudge(settings, context);
  const path = await validateCertificatePath(leaf, {
    intermediates,
    times: timesOf(settings),
    trust,
    purpose,
    profile,
    context,
    policies,
    ...(issuers && { issuers: issuersForRun(issuers, signal) }),
    ...(judge && { accept: (chain) => judge.accept(chain) }),
  });
  return chainVerdict(path, settings.revocation, judge);
}

/** An authority that is no longer trusted could choose the time: its anchor is judged as of now. */
function timesOf({
  purpose,
  at: now,
  signatureTime = now,
}: ChainSettings): Parameters<typeof validateCertificatePath>[1]["times"] {
  return { at: signatureTime, now, anchorAt: purpose === "timestamping" ? now : signatureTime };
}

function revocationJudge(settings: ChainSettings, context: PathContext): RevocationJudge {
  const { crls, ocsp, sources, at, signatureTime, purpose, intermediates, signal } = settings;
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
    settings: settings.revocation,
    sources,
    context,
    at,
    timer: (milliseconds) => AbortSignal.timeout(milliseconds),
    ...(signal && { signal }),
  });
  return createRevocationJudge(run, {
    role: purpose === "timestamping" ? "timestamp" : "signer",
    ...(signatureTime !== undefined && { signatureTime }),
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
