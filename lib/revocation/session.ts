import { anySignal, SharedWork, type TransportError, untilAborted } from "../report/index.js";
import type { RevocationEvidence, RevocationQuery, RevocationSource } from "./evidence.js";
import { ReadingMemory } from "./readings.js";

/** A query with what tells it from others. */
export interface Question {
  /** Made only where somebody is really asked. */
  readonly query: () => Promise<Omit<RevocationQuery, "signal">>;
  /** Questions with the same key have the same answer. */
  readonly key: string;
  /** Who is expected to answer: questions with the same key fail together when that is down. */
  readonly responderKey: string;
  /** Starts the time that one look-up may take; left out, only its transport limits it. */
  readonly limit: (() => AbortSignal) | undefined;
}

/** What came back. A failure is remembered as well: nobody is asked the same thing twice. */
export type Reply =
  | { readonly ok: true; readonly evidence: readonly RevocationEvidence[] }
  | {
      readonly ok: false;
      readonly result: "unavailable" | "blocked";
      readonly origin: string;
      readonly problem?: string;
    };

/** Somebody who answers: while they are up, `down` has not fired. */
interface Responder {
  readonly down: AbortController;
}

/** Answers that are kept; the oldest go first. Twice the packages of a large restore, four certificates each. */
const KEPT_REPLIES = 4096;

/**
 * What the verifications of one batch share: each question is asked once, whoever asks it, and a responder that has once
 * let the time run out is not asked again, nor waited for by those who have already asked. Make one for each batch: it
 * remembers outages for as long as it lives.
 */
export class RevocationSession {
  /** For this room: what has been read of evidence. */
  readonly readings: ReadingMemory;
  readonly #replies = new Map<RevocationSource, SharedWork<string, Reply>>();
  readonly #responders = new Map<RevocationSource, Map<string, Responder>>();

  /** @param readings of other sessions, so that evidence which is handed out again is not read again. */
  constructor(readings: ReadingMemory = new ReadingMemory()) {
    this.readings = readings;
  }

  /**
   * Asks, or joins those who have asked already. Never rejects.
   *
   * @param signal ends the wait of this caller; the look-up itself ends when nobody waits any more.
   */
  async ask(source: RevocationSource, question: Question, signal: AbortSignal): Promise<Reply> {
    const replies = entryOf(this.#replies, source, () => new SharedWork<string, Reply>(KEPT_REPLIES));
    const reply = await replies.join(question.key, (abandoned) => this.#reply(source, question, abandoned), signal);
    return reply ?? unavailable(source);
  }

  async #reply(source: RevocationSource, question: Question, abandoned: AbortSignal): Promise<Reply> {
    const responders = entryOf(this.#responders, source, () => new Map<string, Responder>());
    const responder = entryOf(responders, question.responderKey, () => ({ down: new AbortController() }));
    return responder.down.signal.aborted ? unavailable(source) : lookUp(source, question, responder, abandoned);
  }
}

async function lookUp(
  source: RevocationSource,
  question: Question,
  responder: Responder,
  abandoned: AbortSignal,
): Promise<Reply> {
  const limit = question.limit?.();
  const signal = anySignal([abandoned, responder.down.signal, limit]);
  try {
    const evidence = await untilAborted(findWith(source, question, signal), signal);
    if (evidence !== undefined) return isEvidence(evidence) ? { ok: true, evidence } : unavailable(source);
    if (limit?.aborted === true) responder.down.abort();
    return unavailable(source);
  } catch (error) {
    // Whatever a source throws means that it has no answer; what is known of the reason goes into the report.
    if (isOutage(error) || limit?.aborted === true) responder.down.abort();
    return failureOf(source, error);
  }
}

/** A source that throws before it returns a promise fails like any other. */
async function findWith(
  source: RevocationSource,
  { query }: Question,
  signal: AbortSignal,
): Promise<readonly RevocationEvidence[]> {
  return source.find({ ...(await query()), signal });
}

/** What is none, as a source without types may give it, is no answer. */
function isEvidence(found: unknown): found is readonly RevocationEvidence[] {
  return Array.isArray(found) && Array.from<unknown>(found).every(isPiece);
}

function isPiece(piece: unknown): boolean {
  if (typeof piece !== "object" || piece === null) return false;
  const { kind, data, origin } = piece as Partial<RevocationEvidence>;
  if ((kind !== "crl" && kind !== "ocsp") || typeof origin !== "string") return false;
  return data instanceof Uint8Array || (typeof data?.size === "number" && typeof data.slice === "function");
}

function isOutage(error: unknown): boolean {
  return isTransportFailure(error) && (error.reason === "timeout" || error.reason === "unreachable");
}

function failureOf(source: RevocationSource, error: unknown): Reply {
  if (!isTransportFailure(error)) return unavailable(source);
  const { reason, target: origin, message: problem } = error;
  return reason === "blocked-address"
    ? { ok: false, result: "blocked", origin }
    : { ok: false, result: "unavailable", origin, problem };
}

/** By its code, which is stable, and not by its class: a source may bring another copy of this library. */
function isTransportFailure(error: unknown): error is Pick<TransportError, "reason" | "target" | "message"> {
  if (!(error instanceof Error) || !("code" in error) || error.code !== "transport") return false;
  return "target" in error && typeof error.target === "string" && "reason" in error;
}

function unavailable({ label }: { readonly label?: unknown }): Reply {
  return { ok: false, result: "unavailable", origin: typeof label === "string" ? label : "that has no label" };
}

function entryOf<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}
