import { andThen, type Eventual, inTurn, type PackageSource } from "../bytes/index.js";
import type { RevocationAttempt } from "../report/index.js";
import type { Revocation } from "./answer.js";
import { judgeCrls } from "./crl/judge.js";
import { mayStand } from "./effect.js";
import type { RevocationMethod, RevocationSource } from "./evidence.js";
import { gather, ROUNDS, type Round, sourcesFor } from "./gather.js";
import type { Inquiry } from "./inquiry.js";
import type { EvidenceProblem, Judging, MethodVerdict, OfferedEvidence } from "./judging.js";
import { judgeOcsp } from "./ocsp/judge.js";
import type { RevocationRun } from "./run.js";

/** What is known of one certificate, method by method. */
export interface Settled {
  readonly inquiry: Inquiry;
  readonly status: "good" | "revoked" | "unknown";
  /** OCSP's word first. */
  readonly revocations: readonly Revocation[];
  readonly attempts: readonly RevocationAttempt[];
  readonly problems: readonly EvidenceProblem[];
}

const NONE: readonly never[] = Object.freeze([]);
const NOTHING: MethodVerdict = { status: "unknown", attempts: NONE, problems: NONE };

/** What one method has brought. */
class Heard {
  readonly offered: OfferedEvidence[] = [];
  readonly failures: RevocationAttempt[] = [];
  verdict: MethodVerdict = NOTHING;
  /** The same without what came with the signature. */
  #known: MethodVerdict = NOTHING;

  /**
   * Nothing is settled by what came with the signature alone, but that a certificate is revoked for good: whoever made the package
   * would choose an answer from before the revocation, which is current for days after it, or the mildest reason that the CA
   * gave. It counts where nobody knows more.
   */
  get settles(): boolean {
    const { revocation } = this.verdict;
    if (revocation !== undefined && !mayStand(revocation)) return true;
    return this.#known.status !== "unknown";
  }

  async judge(judge: typeof judgeCrls, inquiry: Inquiry, judging: Judging): Promise<void> {
    this.verdict = await judge(inquiry, this.offered, judging);
    const known = this.offered.filter(({ from }) => from !== "embedded");
    if (known.length === this.offered.length) this.#known = this.verdict;
    else if (known.length > 0) this.#known = await judge(inquiry, known, judging);
  }
}

/** What is known of one certificate. Of most nobody has heard anything, and so nothing is made to keep it in. */
class State {
  readonly inquiry: Inquiry;
  #ocsp: Heard | undefined;
  #crl: Heard | undefined;
  #seen: Set<PackageSource> | undefined;

  constructor(inquiry: Inquiry) {
    this.inquiry = inquiry;
  }

  get isOpen(): boolean {
    return this.#ocsp?.settles !== true && this.#crl?.settles !== true;
  }

  #by(method: RevocationMethod): Heard {
    return method === "ocsp" ? (this.#ocsp ??= new Heard()) : (this.#crl ??= new Heard());
  }

  note(method: RevocationMethod, failures: readonly RevocationAttempt[]): void {
    if (failures.length > 0) this.#by(method).failures.push(...failures);
  }

  /** Judges anew what is at hand of each kind that has grown; old and new CRLs may complete each other. */
  async offer(offered: readonly OfferedEvidence[], judging: Judging): Promise<void> {
    for (const method of ["ocsp", "crl"] as const) {
      const more = offered.filter(({ evidence }) => evidence.kind === method && this.#isNew(evidence.data));
      if (more.length === 0) continue;
      const heard = this.#by(method);
      heard.offered.push(...more);
      await heard.judge(method === "ocsp" ? judgeOcsp : judgeCrls, this.inquiry, judging);
    }
  }

  /** A source may give the same thing to several questions. */
  #isNew(data: PackageSource): boolean {
    const seen = (this.#seen ??= new Set());
    const isNew = !seen.has(data);
    seen.add(data);
    return isNew;
  }

  result(): Settled {
    const { inquiry } = this;
    if (this.#ocsp === undefined && this.#crl === undefined)
      return { inquiry, status: "unknown", revocations: NONE, attempts: NONE, problems: NONE };
    const [ocsp, crl] = [this.#by("ocsp"), this.#by("crl")];
    const revocations = [ocsp.verdict.revocation, crl.verdict.revocation].filter((one) => one !== undefined);
    const isGood = ocsp.verdict.status === "good" || crl.verdict.status === "good";
    return {
      inquiry,
      status: revocations.length > 0 ? "revoked" : isGood ? "good" : "unknown",
      revocations,
      attempts: [...ocsp.failures, ...ocsp.verdict.attempts, ...crl.failures, ...crl.verdict.attempts],
      problems: [...ocsp.verdict.problems, ...crl.verdict.problems],
    };
  }
}

/**
 * Finds out about some certificates: from what came along, then round by round from the sources. A round is asked for all
 * certificates at once and judged one after the other in their order, so that budgets are spent in the same order always.
 * Where nobody has anything, as on most machines, that is known at once.
 *
 * @param makeJudging called once, when there is something to judge.
 */
export function settle(
  run: RevocationRun,
  inquiries: readonly Inquiry[],
  atHand: readonly OfferedEvidence[],
  makeJudging: () => Judging,
): Eventual<readonly Settled[]> {
  let made: Judging | undefined;
  const judging = (): Judging => (made ??= makeJudging());
  const states = inquiries.map((inquiry) => new State(inquiry));
  const offer = (): Eventual<void> => offerAll(states, atHand, judging());
  const ask = (round: Round) => (): Eventual<void> => {
    const open = openIn(run, states, round);
    return open.length === 0 ? undefined : askRound(run, open, round, judging());
  };
  const steps = [...(atHand.length === 0 ? [] : [offer]), ...roundsOf(run).map(ask)];
  return andThen(inTurn(steps), () => {
    run.throwIfAborted();
    return states.map((state) => state.result());
  });
}

async function offerAll(states: readonly State[], atHand: readonly OfferedEvidence[], judging: Judging): Promise<void> {
  for (const state of states) await state.offer(atHand, judging);
}

function roundsOf({ settings, sources }: RevocationRun): readonly Round[] {
  return settings.mode === "off" || sources.length === 0 ? [] : ROUNDS[settings.mode];
}

/** A certificate that nothing has settled, and who may know of it. */
interface Open {
  readonly state: State;
  readonly sources: readonly RevocationSource[];
}

function openIn(run: RevocationRun, states: readonly State[], round: Round): readonly Open[] {
  const open: Open[] = [];
  for (const state of states) {
    const sources = state.isOpen ? sourcesFor(run, state.inquiry, round) : [];
    if (sources.length > 0) open.push({ state, sources });
  }
  return open;
}

async function askRound(run: RevocationRun, open: readonly Open[], round: Round, judging: Judging): Promise<void> {
  const gathered = await Promise.all(
    open.map(async ({ state, sources }) => ({ state, ...(await gather(run, sources, state.inquiry, round)) })),
  );
  for (const { state, offered, attempts } of gathered) {
    state.note(round.method, attempts);
    await state.offer(offered, judging);
  }
}
