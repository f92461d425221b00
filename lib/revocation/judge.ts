import { andThen, type Eventual } from "../bytes/index.js";
import { type Finding, found, type IssueDetails } from "../report/index.js";
import { type Certificate, ExtensionId } from "../x509/index.js";
import type { Revocation, RevocationAnswer, RevocationEffect } from "./answer.js";
import { CandidateIndex } from "./candidates.js";
import type { DelegateValidator, JudgedChain } from "./delegate.js";
import { ChainDelegates } from "./delegates.js";
import { effectOf } from "./effect.js";
import type { RevocationEvidence } from "./evidence.js";
import { refOf, revokedFinding, unknownFindings } from "./findings.js";
import { type Inquiry, inquiriesOf, withoutAnchor } from "./inquiry.js";
import type { Judging, OfferedEvidence } from "./judging.js";
import type { RevocationRun } from "./run.js";
import { settle, type Settled } from "./settle.js";
import type { RevocationRole } from "./settings.js";

/** Whose chains are judged, and with what beside the run's sources. */
export interface RevocationJudgeOptions {
  readonly role: RevocationRole;
  /**
   * The latest moment at which what was signed may have been made, in milliseconds since 1970: a verified timestamp's
   * genTime and its accuracy. For the authority's own chain, that of its token. Left out where nothing proves a time.
   */
  readonly signatureTime?: number | undefined;
  /** Evidence that came with the signature (see `embedded.ts`): the budget bounds it as a whole. */
  readonly embedded?: readonly RevocationEvidence[];
  /** Evidence that the caller has at hand. It is looked at together with what came with the signature, before any source. */
  readonly supplied?: readonly RevocationEvidence[];
  /** Certificates that came along: candidates for signers of evidence, trusted for nothing. */
  readonly certificates?: readonly Certificate[];
  /** Left out, nobody but issuers may sign evidence. */
  readonly delegates?: DelegateValidator;
}

/** What is known of a chain's revocation. */
export interface ChainRevocation {
  /** For each certificate, the end entity first; the anchor's is `not-checked`. */
  readonly answers: readonly RevocationAnswer[];
  readonly findings: readonly Finding[];
}

/** Judges chains of one signature; a chain that is judged twice is looked up once. */
export interface RevocationJudge {
  readonly judge: (chain: JudgedChain) => Promise<ChainRevocation>;
  /**
   * For the path search: findings that speak against this very chain, so that another one is tried. A revocation that the
   * signature survives does not; an unknown status does only where the policy's need is `require`.
   */
  readonly accept: (chain: JudgedChain) => Promise<readonly Finding[]>;
}

export function createRevocationJudge(run: RevocationRun, options: RevocationJudgeOptions): RevocationJudge {
  const known = new Map<JudgedChain, Promise<ChainRevocation>>();
  const begin = async (chain: JudgedChain): Promise<ChainRevocation> => judgeRevocation(run, options, chain);
  const judge = (chain: JudgedChain): Promise<ChainRevocation> => {
    const pending = known.get(chain) ?? begin(chain);
    known.set(chain, pending);
    return pending;
  };
  return {
    judge,
    accept: async (chain) => objectionsIn(await judge(chain), run),
  };
}

/** Findings that speak against the chain, see {@link RevocationJudge.accept}. */
export function objectionsIn({ findings }: ChainRevocation, run: RevocationRun): readonly Finding[] {
  return findings.some((finding) => refuses(finding, run)) ? findings : [];
}

function refuses({ code }: Finding, { settings }: RevocationRun): boolean {
  if (code === "certificate-revoked" || code === "chain-budget") return true;
  return settings.need === "require" && (code === "revocation-unknown" || code === "revocation-stale");
}

/** Judges one chain: at once, if nobody has anything to say of it. */
export function judgeRevocation(
  run: RevocationRun,
  options: RevocationJudgeOptions,
  chain: JudgedChain,
): Eventual<ChainRevocation> {
  const below = withoutAnchor(chain);
  const atHand = evidenceAtHand(options);
  const reason = whyNotAsked(run, options, below, atHand);
  if (reason !== undefined) return notAsked(chain, reason);
  const inquiries = inquiriesOf(chain, below);
  const exempt = inquiries.filter((inquiry) => isExempt(inquiry, options.role));
  const asked = exempt.length === 0 ? inquiries : inquiries.filter((inquiry) => !exempt.includes(inquiry));
  const settling = settle(run, asked, atHand, () => judgingFor(run, options, chain, atHand));
  return andThen(settling, (settled) => {
    const { answers, findings } = toldOf(exempt, settled, run, options);
    // The anchor's own certificate: it is trusted by being listed, and nobody above it could revoke it.
    const anchor = chain.certificates[below.length];
    if (anchor !== undefined) answers.push(notChecked(anchor, below.length));
    return { answers, findings };
  });
}

function toldOf(
  exempt: readonly Inquiry[],
  settled: readonly Settled[],
  run: RevocationRun,
  options: RevocationJudgeOptions,
): { readonly answers: RevocationAnswer[]; readonly findings: readonly Finding[] } {
  const answers = exempt.map(({ certificate, depth }) => notChecked(certificate, depth));
  const findings = exempt.map(() => found("revocation-not-checked", { reason: "no-check-extension" }));
  for (const one of settled) {
    const answer = answerOf(one, run, options);
    answers.push(answer);
    findings.push(...findingsOf(one, answer, run));
  }
  return { answers, findings };
}

/**
 * Evidence of a signature that is looked at, of both kinds: some twenty pieces are one for each certificate of signer and
 * authority by either method. What is beyond is none, as if it had been left out, which whoever made the package could have done.
 */
const MOST_EMBEDDED = 100;

const NO_EVIDENCE: readonly OfferedEvidence[] = Object.freeze([]);

function evidenceAtHand({ embedded = [], supplied = [] }: RevocationJudgeOptions): readonly OfferedEvidence[] {
  if (embedded.length === 0 && supplied.length === 0) return NO_EVIDENCE;
  return [
    ...embedded.slice(0, MOST_EMBEDDED).map((evidence): OfferedEvidence => ({ evidence, from: "embedded" })),
    ...supplied.map((evidence): OfferedEvidence => ({ evidence, from: "kept" })),
  ];
}

type NotAsked = IssueDetails["revocation-not-checked"]["reason"];

function whyNotAsked(
  run: RevocationRun,
  { role }: RevocationJudgeOptions,
  below: readonly Certificate[],
  atHand: readonly OfferedEvidence[],
): NotAsked | undefined {
  const { mode, need, checks } = run.settings;
  const isMeant = role === "ocsp-responder" || checks.includes(role);
  if (mode === "off" || !isMeant) return "mode-off";
  if (below.length === 0) return "anchor";
  const hasNothing = run.sources.length === 0 && atHand.length === 0;
  return hasNothing && need === "prefer" ? "no-source" : undefined;
}

function notAsked(chain: JudgedChain, reason: NotAsked): ChainRevocation {
  const answers = chain.certificates.map(notChecked);
  return { answers, findings: [found("revocation-not-checked", { reason })] };
}

function notChecked(certificate: Certificate, depth: number): RevocationAnswer {
  return { certificate, depth, status: "not-checked", attempts: [] };
}

/** A responder's certificate may ask not to be asked about (RFC 6960 §4.2.2.2.1); on any other the extension says nothing. */
function isExempt({ certificate, depth }: Inquiry, role: RevocationRole): boolean {
  return role === "ocsp-responder" && depth === 0 && certificate.extension(ExtensionId.ocspNoCheck) !== undefined;
}

function judgingFor(
  run: RevocationRun,
  options: RevocationJudgeOptions,
  chain: JudgedChain,
  atHand: readonly OfferedEvidence[],
): Judging {
  const { context, at, settings, readings, nonce } = run;
  const candidates = new CandidateIndex(options.certificates ?? []);
  const rules = { skewMs: settings.skewMs, silenceCounts: settings.need === "prefer" };
  const alone: Judging = { context, at, ...rules, readings, candidates, delegates: undefined, nonce };
  if (options.delegates === undefined) return alone;
  return { ...alone, delegates: new ChainDelegates(run, options.delegates, chain, atHand, alone) };
}

function answerOf(settled: Settled, run: RevocationRun, options: RevocationJudgeOptions): RevocationAnswer {
  const { inquiry, status, attempts } = settled;
  const { certificate, depth } = inquiry;
  const answer = { certificate, depth, status, attempts };
  if (settled.revocations.length === 0) return answer;
  const effects = settled.revocations.map((revocation) => ({ ...revocation, ...effectIn(revocation, run, options) }));
  // OCSP and a CRL may both know: what leaves less standing counts.
  const [revocation] = [...effects].sort((left, right) => Number(left.stands) - Number(right.stands));
  return revocation === undefined ? answer : { ...answer, revocation };
}

function effectIn(revocation: Revocation, run: RevocationRun, options: RevocationJudgeOptions): RevocationEffect {
  return effectOf(revocation, options.signatureTime, options.role, run.settings.afterTimestamp);
}

function findingsOf(settled: Settled, { revocation }: RevocationAnswer, run: RevocationRun): readonly Finding[] {
  if (settled.status === "unknown") return unknownFindings(settled, run);
  return revocation === undefined || revocation.stands
    ? []
    : [revokedFinding(refOf(settled.inquiry), revocation, revocation)];
}
