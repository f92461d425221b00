import { equalBytes, toHex } from "../bytes/index.js";
import { digestOf } from "../crypto/index.js";
import {
  clauseOf,
  ConfigError,
  describeFinding,
  type FindingOf,
  type HashName,
  kindOf,
  requireOnly,
  shown,
  shownNumber,
} from "../report/index.js";
import { readTimestampResponse, verifyTimestamp } from "../timestamp/index.js";
import { type JudgedAnswer, type ObtainedTimestamp, obtainTimestamp, type TimestampQuery } from "./obtain-timestamp.js";
import type { TimestampChoice, TimestampOptions } from "./options.js";
import { oneOf } from "./order.js";
import { platformPause } from "./pause.js";
import type { Pause, TimestampSource } from "./ports.js";
import { checkContext, type Session } from "./session.js";
import { HASHES } from "./words.js";

/** Timestamping as asked for: complete, and read once. */
export interface StampOrder {
  readonly sources: readonly TimestampSource[];
  readonly deadlineMs: number;
  readonly attempts: number;
  readonly hash: HashName;
  readonly pause: Pause;
}

/** @throws {ConfigError} neither a timestamp nor its absence is asked for, or a number is out of range. */
export function stampOrder(choice: TimestampChoice): StampOrder | undefined {
  if (choice === "none") return undefined;
  const {
    sources,
    deadlineMs = 10_000,
    attempts = 3,
    hash = "sha256",
    pause = platformPause(),
  }: TimestampOptions = requireChoice(choice);
  const inTime = deadlineMs > 0 && deadlineMs <= LONGEST_MS;
  requireRange("options.timestamp.deadlineMs", deadlineMs, `milliseconds above 0, at most ${LONGEST_MS}`, inTime);
  requireRange(
    "options.timestamp.attempts",
    attempts,
    "a whole number from 1",
    Number.isInteger(attempts) && attempts > 0,
  );
  oneOf("options.timestamp.hash", hash, HASHES);
  requireOnly(choice, "options.timestamp", CHOICE, ["deadlineMs", "attempts", "hash"]);
  return { sources: [...sources], deadlineMs, attempts, hash, pause: (ms, signal) => passing(pause(ms, signal)) };
}

/** The platforms' timers take no more, and go off at once where they are given it. */
const LONGEST_MS = 2 ** 31 - 1;

const CHOICE = { sources: "authority[]", trust: "trust?", pause: "function?" } as const;

/** One that gives no promise would end every deadline at once, and be told as authorities that did not answer. */
function passing(waited: unknown): Promise<void> {
  if (waited instanceof Promise) return waited as Promise<void>;
  throw new ConfigError({
    at: "options.timestamp.pause",
    expected: "a function that gives a promise",
    received: `one that gives ${kindOf(waited)}`,
    remedy: "Leave it out for the platform's timers.",
  });
}

/** Callers without types leave anything out: a signature without a timestamp is asked for in so many words. */
function requireChoice(choice: TimestampOptions | undefined): TimestampOptions {
  const { sources } = (choice ?? {}) as Partial<TimestampOptions>;
  if (choice && Array.isArray(sources) && sources.length > 0) return choice;
  throw new ConfigError({
    at: "options.timestamp",
    expected: 'one or more sources, or "none"',
    received: kindOf(choice) === "an object" ? `no source, but ${kindOf(sources)}` : kindOf(choice),
    remedy: 'Pass timestamp: { sources: [httpTimestampSource(url)] }, or timestamp: "none" to sign without one.',
  });
}

function requireRange(at: string, value: unknown, expected: string, holds: boolean): void {
  if (typeof value === "number" && holds) return;
  throw new ConfigError({ at, expected, received: shownNumber(value), remedy: "Leave it out for the default." });
}

/**
 * Obtains a token over a signature value. Every answer is judged as verification will judge it, before it is used.
 *
 * @returns DER of the token, and the authorities that failed or lied before.
 * @throws {TransportError} no authority answered well.
 */
export async function obtainToken(
  session: Session,
  order: StampOrder,
  signatureValue: Uint8Array,
): Promise<ObtainedTimestamp<Uint8Array>> {
  const { buildTimestampRequest, NONCE_BYTES, timestampNonce } = session.build;
  const { provider } = session.keys;
  const imprint = await digestOf(provider, order.hash, signatureValue);
  session.progress("timestamping", 0, 1);
  const obtained = await obtainTimestamp<Uint8Array>({
    sources: order.sources,
    deadlineMs: order.deadlineMs,
    attempts: order.attempts,
    pause: order.pause,
    signal: session.signal,
    newRequest: () => {
      const nonce = timestampNonce(provider.randomBytes(NONCE_BYTES));
      return { nonce, request: buildTimestampRequest({ hash: order.hash, imprint, nonce }) };
    },
    judge: (answer, query) => judgeAnswer(session, signatureValue, answer, query),
  });
  session.progress("timestamping", 1, 1);
  return obtained;
}

async function judgeAnswer(
  session: Session,
  stamped: Uint8Array,
  answer: Uint8Array,
  query: TimestampQuery,
): Promise<JudgedAnswer<Uint8Array>> {
  const response = readTimestampResponse(answer);
  switch (response.kind) {
    case "malformed":
      return wrong(`gave an answer that is no TimeStampResp: ${response.problem}`, "timestamp-malformed");
    case "refused": {
      const { status, text, failInfo } = response;
      // The authority's own words may be a megabyte, and errors are printed by others as well.
      const said = [failInfo, text && shown(text)].filter((part) => part !== undefined).join(", ");
      const problem = `refused with status ${status}${said === "" ? "" : ` (${said})`}`;
      return { ok: false, fault: { retryable: mayPass(failInfo), problem, status, failInfo: said || "refused" } };
    }
    case "granted":
      return judgeToken(session, stamped, Uint8Array.from(response.token), query);
  }
}

/** Of the reasons to refuse (RFC 3161 §2.4.2) these two pass by themselves. */
function mayPass(failInfo: string | undefined): boolean {
  return failInfo === "timeNotAvailable" || failInfo === "systemFailure";
}

async function judgeToken(
  session: Session,
  stamped: Uint8Array,
  token: Uint8Array,
  query: TimestampQuery,
): Promise<JudgedAnswer<Uint8Array>> {
  const context = checkContext(session, session.clock());
  const outcome = await verifyTimestamp({
    token,
    stamped,
    limits: context.limits,
    hashes: context.profile.hashes,
    profile: context.profiles.timestamping,
    trust: context.trust,
    context: context.path,
    now: context.now,
    nowFrom: context.nowFrom,
  });
  const findings = [...outcome.steps.values()].flat();
  const otherRequest = outcome.token && nonceFinding(outcome.token.info.nonce, query.nonce);
  if (otherRequest !== undefined) findings.push(otherRequest);
  if (findings.length === 0 && outcome.verified !== undefined) return { ok: true, value: token };
  const codes = [...new Set(findings.map(({ code }) => code))].join(", ");
  const why = [...new Set(findings.map((finding) => clauseOf(describeFinding(finding))))].join("; ");
  return wrong(`gave an answer that would not verify (${codes}): ${why}`, codes, otherRequest);
}

function nonceFinding(received: Uint8Array | undefined, sent: Uint8Array): NonceMismatch | undefined {
  if (received !== undefined && equalBytes(received, sent)) return undefined;
  const details = { sent: toHex(sent), ...(received !== undefined && { received: toHex(received) }) };
  return { code: "timestamp-nonce-mismatch", details };
}

type NonceMismatch = FindingOf<"timestamp-nonce-mismatch">;

function wrong(problem: string, failInfo: string, otherRequest?: NonceMismatch): JudgedAnswer<never> {
  return { ok: false, fault: { retryable: false, problem, failInfo, ...(otherRequest && { otherRequest }) } };
}
