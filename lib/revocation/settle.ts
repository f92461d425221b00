import type { PackageSource } from "../bytes/index.js";
import type { RevocationAttempt } from "../report/index.js";
import type { Revocation } from "./answer.js";
import { judgeCrls } from "./crl/judge.js";
import { mayStand } from "./effect.js";
import type { RevocationMethod } from "./evidence.js";
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

const NOTHING: MethodVerdict = { status: "unknown", attempts: [], problems: [] };

class State {
  readonly inquiry: Inquiry;
  readonly #offered: Record<RevocationMethod, OfferedEvidence[]> = { ocsp: [], crl: [] };
  readonly #failures: Record<RevocationMethod, RevocationAttempt[]> = { ocsp: [], crl: [] };
  readonly #verdicts: Record<RevocationMethod, MethodVerdict> = { ocsp: NOTHING, crl: NOTHING };

  readonly #seen = new Set<PackageSource>();

  constructor(inquiry: Inquiry) {
    this.inquiry = inquiry;
  }

  get isOpen(): boolean {
    return !this.#settles("ocsp") && !this.#settles("crl");
  }

  /**
   * A revocation that may leave the signature standing settles nothing if it came with the signature alone: CAs give worse
   * reasons and earlier dates as they learn of them, and whoever made the package would choose the first that they gave.
   */
  #settles(method: RevocationMethod): boolean {
    const { status, revocation } = this.#verdicts[method];
    if (revocation === undefined || !mayStand(revocation)) return status !== "unknown";
    return this.#offered[method].some(({ from }) => from !== "embedded");
  }

  note(method: RevocationMethod, failures: readonly RevocationAttempt[]): void {
    this.#failures[method].push(...failures);
  }

  /** Judges anew what is at hand of each kind that has grown; old and new CRLs may complete each other. */
  async offer(offered: readonly OfferedEvidence[], judging: Judging): Promise<void> {
    for (const method of ["ocsp", "crl"] as const) {
      const more = offered.filter(({ evidence }) => evidence.kind === method && this.#isNew(evidence.data));
      if (more.length === 0) continue;
      this.#offered[method].push(...more);
      const judge = method === "ocsp" ? judgeOcsp : judgeCrls;
      this.#verdicts[method] = await judge(this.inquiry, this.#offered[method], judging);
    }
  }

  /** A source may give the same thing to several questions. */
  #isNew(data: PackageSource): boolean {
    const isNew = !this.#seen.has(data);
    this.#seen.add(data);
    return isNew;
  }

  result(): Settled {
    const { ocsp, crl } = this.#verdicts;
    const revocations = [ocsp.revocation, crl.revocation].filter((revocation) => revocation !== undefined);
    const isGood = ocsp.status === "good" || crl.status === "good";
    return {
      inquiry: this.inquiry,
      status: revocations.length > 0 ? "revoked" : isGood ? "good" : "unknown",
      revocations,
      attempts: [...this.#failures.ocsp, ...ocsp.attempts, ...this.#failures.crl, ...crl.attempts],
      problems: [...ocsp.problems, ...crl.problems],
    };
  }
}

/**
 * Finds out about some certificates: from what came along, then round by round from the sources. A round is asked for all
 * certificates at once and judged one after the other in their order, so that budgets are spent in the same order always.
 */
export async function settle(
  run: RevocationRun,
  inquiries: readonly Inquiry[],
  atHand: readonly OfferedEvidence[],
  judging: Judging,
): Promise<readonly Settled[]> {
  const states = inquiries.map((inquiry) => new State(inquiry));
  for (const state of states) await state.offer(atHand, judging);
  if (run.settings.mode !== "off" && run.sources.length > 0)
    for (const round of ROUNDS[run.settings.mode]) await askRound(run, states, round, judging);
  run.throwIfAborted();
  return states.map((state) => state.result());
}

async function askRound(run: RevocationRun, states: readonly State[], round: Round, judging: Judging): Promise<void> {
  const open = states
    .filter(({ isOpen }) => isOpen)
    .map((state) => ({ state, sources: sourcesFor(run, state.inquiry, round) }))
    .filter(({ sources }) => sources.length > 0);
  if (open.length === 0) return;
  const gathered = await Promise.all(
    open.map(async ({ state, sources }) => ({ state, ...(await gather(run, sources, state.inquiry, round)) })),
  );
  for (const { state, offered, attempts } of gathered) {
    state.note(round.method, attempts);
    await state.offer(offered, judging);
  }
}
