import { clauseOf, TransportError } from "../report/index.js";
import { requireGoingOn, untilAborted } from "./aborted.js";
import type { Pause, TimestampSource } from "./ports.js";
import { everyAuthorityFailed, type TimestampFailure } from "./timestamp-failure.js";

/** One question to the authorities: every try asks anew, with a nonce of its own. */
export interface TimestampAsk<T> {
  readonly sources: readonly TimestampSource[];
  /** For each source, retries included, in milliseconds. */
  readonly deadlineMs: number;
  readonly attempts: number;
  readonly pause: Pause;
  readonly signal: AbortSignal | undefined;
  newRequest(): TimestampQuery;
  /** Judges an answer as verification would. */
  judge(answer: Uint8Array, query: TimestampQuery): Promise<JudgedAnswer<T>>;
}
export interface TimestampQuery {
  /** DER TimeStampReq. */
  readonly request: Uint8Array;
  /** Content octets of the INTEGER. */
  readonly nonce: Uint8Array;
}
export type JudgedAnswer<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly fault: AnswerFault };
export type AnswerFault = Pick<TimestampFailure, "retryable" | "problem" | "status" | "failInfo" | "otherRequest">;

export interface ObtainedTimestamp<T> {
  readonly value: T;
  /** Authorities that were tried before, and failed or lied. */
  readonly failures: readonly TimestampFailure[];
}

/** The first pause between two tries, in milliseconds; each further one is twice as long. */
const FIRST_PAUSE_MS = 500;

/**
 * Asks the sources in order until one answers well. A failure that may pass is tried again after a growing pause; an
 * answer that is judged wrong is not: its authority lies or is broken, and the next one is asked.
 *
 * @throws {TransportError} every source failed, or the caller's signal fired.
 */
export async function obtainTimestamp<T>(ask: TimestampAsk<T>): Promise<ObtainedTimestamp<T>> {
  const failures: TimestampFailure[] = [];
  for (const source of ask.sources) {
    requireGoingOn(ask.signal, source.label);
    const outcome = await withinDeadline(ask, source);
    requireGoingOn(ask.signal, source.label);
    if (outcome.ok) return { value: outcome.value, failures };
    failures.push(outcome.fault);
  }
  throw everyAuthorityFailed(failures);
}

type SourceOutcome<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly fault: TimestampFailure };

/** How far one source has come, so that a deadline that ends the work can still say it. */
interface Progress {
  attempts: number;
}

async function withinDeadline<T>(ask: TimestampAsk<T>, source: TimestampSource): Promise<SourceOutcome<T>> {
  const deadline = new AbortController();
  const done = new AbortController();
  const progress: Progress = { attempts: 0 };
  void ask.pause(ask.deadlineMs, done.signal).then(() => deadline.abort());
  const signal = ask.signal === undefined ? deadline.signal : AbortSignal.any([deadline.signal, ask.signal]);
  try {
    return await untilAborted(askRepeatedly(ask, source, progress, signal), signal);
  } catch (error) {
    if (!signal.aborted) throw error;
    return { ok: false, fault: tooSlow(source, progress.attempts, ask.deadlineMs) };
  } finally {
    done.abort();
  }
}

async function askRepeatedly<T>(
  ask: TimestampAsk<T>,
  source: TimestampSource,
  progress: Progress,
  signal: AbortSignal,
): Promise<SourceOutcome<T>> {
  for (;;) {
    progress.attempts++;
    const outcome = await askOnce(ask, source, signal);
    if (outcome.ok) return outcome;
    const fault = { ...outcome.fault, label: source.label, attempts: progress.attempts };
    if (!fault.retryable || progress.attempts >= ask.attempts) return { ok: false, fault };
    await ask.pause(FIRST_PAUSE_MS * 2 ** (progress.attempts - 1), signal);
    if (signal.aborted) return { ok: false, fault };
  }
}

type Attempt<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly fault: Omit<TimestampFailure, "label" | "attempts"> };

async function askOnce<T>(ask: TimestampAsk<T>, source: TimestampSource, signal: AbortSignal): Promise<Attempt<T>> {
  const query = ask.newRequest();
  let answer: Uint8Array;
  try {
    answer = await source.request(query.request, { signal });
  } catch (error) {
    return { ok: false, fault: sourceFailure(error) };
  }
  const judged = await ask.judge(answer, query);
  return judged.ok ? judged : { ok: false, fault: { ...judged.fault, reason: "wrong-content" } };
}

/** A source is somebody else's code: whatever it throws is that source's failure, and no reason to give up on the next. */
function sourceFailure(error: unknown): Omit<TimestampFailure, "label" | "attempts"> {
  if (error instanceof TransportError) {
    const { reason, retryable } = error;
    return { reason, retryable, problem: `failed: ${clauseOf(error)}`, failInfo: reason, cause: error };
  }
  const problem = error instanceof Error ? `failed: ${clauseOf(error)}` : "failed for no reason that it gives";
  return { reason: "unreachable", retryable: false, problem, failInfo: "unreachable", cause: error };
}

function tooSlow(source: TimestampSource, attempts: number, deadlineMs: number): TimestampFailure {
  const problem = `did not answer within ${deadlineMs} ms`;
  return { label: source.label, attempts, reason: "timeout", retryable: true, problem, failInfo: "timeout" };
}
