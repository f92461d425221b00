import { TransportError, type TransportReason } from "../../report/index.js";
import { BlockedAddress } from "./dispatcher.js";
import { tlsProblem } from "./tls-failure.js";
import { shownUrl } from "./url.js";

/** Whom an exchange is with: what it is for, and where. */
export interface Peer {
  /** "timestamp authority", as messages name it. */
  readonly role: string;
  readonly url: URL;
}

interface Failure {
  readonly reason: TransportReason;
  readonly retryable: boolean;
  /** After "The timestamp authority tsa.example.net". */
  readonly problem: string;
  readonly remedy: string;
  readonly cause?: unknown;
}

/** A failed exchange as a typed error. */
export function httpFailure(peer: Peer, failure: Failure): TransportError {
  const { reason, retryable, problem, remedy, cause } = failure;
  const message = `The ${peer.role} ${peer.url.host} ${problem}.`;
  return new TransportError({ reason, retryable, message, remedy, cause, target: shownUrl(peer.url) });
}

const CHECK_URL = "Check the URL.";
const REFUSED = "did not accept the connection";
/** What the system, TLS and undici call the ways in which a connection fails. */
const BY_CODE: ReadonlyMap<string, Omit<Failure, "cause">> = new Map([
  ["ECONNREFUSED", unreachable(`${REFUSED} (ECONNREFUSED)`, true)],
  ["ECONNRESET", unreachable("broke the connection off (ECONNRESET)", true)],
  ["EPIPE", unreachable("broke the connection off (EPIPE)", true)],
  ["UND_ERR_SOCKET", unreachable("broke the connection off", true)],
  ["EHOSTUNREACH", unreachable("can't be reached from this network (EHOSTUNREACH)", true)],
  ["ENETUNREACH", unreachable("can't be reached: this machine has no network (ENETUNREACH)", true)],
  ["EAI_AGAIN", unreachable("could not be looked up: the name server did not answer (EAI_AGAIN)", true)],
  ["ENOTFOUND", unreachable("could not be found: no such name is known (ENOTFOUND)", false)],
  ["UND_ERR_ABORTED", unreachable("can't be reached through the proxy, which refused to connect", false)],
  ["ETIMEDOUT", timedOut("did not answer the connection (ETIMEDOUT)")],
  ["UND_ERR_CONNECT_TIMEOUT", timedOut("did not answer the connection in time")],
  ["UND_ERR_HEADERS_OVERFLOW", tooLarge("answered with headers larger than 16 KiB")],
]);

/** Names what a failed connection failed of. Deadlines and cancellation are the caller's to recognise first. */
export function connectionFailure(peer: Peer, error: unknown): TransportError {
  const blocked = causesOf(error).find((cause) => cause instanceof BlockedAddress);
  if (blocked !== undefined) return blockedHost(peer, blocked);
  const code =
    causesOf(error)
      .map(codeOf)
      .find((known) => known !== undefined) ?? "unknown error";
  const failure = BY_CODE.get(code) ?? otherFailure(code);
  return httpFailure(peer, { ...failure, cause: error });
}

/** A host that the address filter refused. */
export function blockedHost(peer: Peer, cause?: unknown): TransportError {
  return httpFailure(peer, {
    reason: "blocked-address",
    retryable: false,
    problem: "is not a host of the public internet, and the URL was not chosen by you",
    remedy: "If this server is yours, list its address in allowAddresses.",
    cause,
  });
}

function otherFailure(code: string): Omit<Failure, "cause"> {
  if (code.startsWith("HPE_") || code.startsWith("UND_ERR_RES")) {
    return {
      reason: "wrong-content",
      retryable: false,
      problem: `gave an answer that is not HTTP (${code})`,
      remedy: CHECK_URL,
    };
  }
  const tls = tlsProblem(code);
  if (tls !== undefined) return unreachable(tls.problem, false, tls.remedy);
  return unreachable(`could not be reached (${code})`, false);
}

function unreachable(problem: string, retryable: boolean, remedy?: string): Omit<Failure, "cause"> {
  const usual = retryable
    ? "Try again; check the network and the URL if it recurs."
    : "Check the URL, and the proxy if there is one.";
  return { reason: "unreachable", retryable, problem, remedy: remedy ?? usual };
}

function timedOut(problem: string): Omit<Failure, "cause"> {
  return { reason: "timeout", retryable: true, problem, remedy: "Try again, or allow more time with timeoutMs." };
}

function tooLarge(problem: string): Omit<Failure, "cause"> {
  return { reason: "too-large", retryable: false, problem, remedy: CHECK_URL };
}

/** The error and what lies beneath it: a dual-stack attempt gives one error for each address. Bounded, since causes can loop. */
function causesOf(error: unknown): readonly unknown[] {
  const found: unknown[] = [error];
  for (let index = 0; index < found.length && found.length < 20; index++) {
    const current = found[index];
    if (current instanceof AggregateError) found.push(...current.errors.slice(0, 8).map((error): unknown => error));
    if (current instanceof Error && current.cause !== undefined) found.push(current.cause);
  }
  return found;
}

function codeOf(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  if ("code" in error && typeof error.code === "string") return error.code;
  return error.name === "HTTPParserError" ? "HPE_OTHER" : undefined; // undici gives some of these no code
}
