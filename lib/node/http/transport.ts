import type { Dispatcher } from "undici";
import type { TransportError } from "../../report/index.js";
import { abortedBy } from "../aborted.js";
import { createAddressFilter, withoutBrackets } from "./addresses.js";
import { readBody, requireContentType } from "./body.js";
import { createDispatcher, type HostGuard } from "./dispatcher.js";
import { blockedHost, connectionFailure, httpFailure, type Peer } from "./failure.js";
import type { HttpSettings } from "./options.js";
import { authorizationOf, readHttpUrl, shownUrl } from "./url.js";

/** One question to a server. */
export interface HttpExchange {
  /** What the server is, as messages name it: "timestamp authority". */
  readonly role: string;
  readonly url: URL;
  readonly method: "GET" | "POST";
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array;
  /** Media types that an answer may have, in lower case; empty: any but text/html. */
  readonly contentTypes: readonly string[];
  /** The most that the answer's body may hold. */
  readonly limitBytes: number;
  readonly signal?: AbortSignal;
}
export interface HttpAnswer {
  readonly body: Uint8Array;
  readonly headers: ReadonlyMap<string, string>;
  /** Where the answer came from in the end. */
  readonly url: URL;
}

/** Sends exchanges under one set of options. Idle connections don't keep the process alive. */
export interface HttpTransport {
  /** Asks, follows redirects, and returns the body of a 200 answer. @throws {TransportError} anything else. */
  exchange(exchange: HttpExchange): Promise<HttpAnswer>;
  /** Closes idle connections. */
  close(): Promise<void>;
}

/**
 * @param chosenHost the host that the caller named itself: it may be private. Every other host, also one that a redirect
 *   names, must be public or listed in `allowAddresses`.
 * @throws {ConfigError} `allowAddresses` holds something else than addresses, ranges and host names.
 */
export function createHttpTransport(settings: HttpSettings, chosenHost?: string): HttpTransport {
  return new Transport(settings, chosenHost);
}

class Transport implements HttpTransport {
  readonly #settings: HttpSettings;
  readonly #guard: HostGuard;
  #dispatcher: Promise<Dispatcher> | undefined;

  constructor(settings: HttpSettings, chosenHost: string | undefined) {
    const chosen = chosenHost === undefined ? undefined : withoutBrackets(chosenHost);
    const filter = createAddressFilter(settings.allowAddresses);
    this.#settings = settings;
    this.#guard = {
      permitsHost: (host) => withoutBrackets(host) === chosen || filter.permitsHost(host),
      permitsAddress: (address, name) => name === chosen || filter.permitsAddress(address, name),
    };
  }

  async exchange(exchange: HttpExchange): Promise<HttpAnswer> {
    const deadline = AbortSignal.timeout(this.#settings.timeoutMs);
    const signal = exchange.signal === undefined ? deadline : AbortSignal.any([exchange.signal, deadline]);
    let peer: Peer = exchange;
    try {
      for (let hop = 0; hop <= this.#settings.maxRedirects; hop++) {
        const answer = await this.#ask(exchange, peer, signal);
        if (!(answer instanceof URL)) return answer;
        peer = { role: exchange.role, url: answer };
      }
    } catch (error) {
      throw interruption(peer, exchange.signal, deadline, this.#settings.timeoutMs) ?? error;
    }
    throw tooManyRedirects(peer, this.#settings.maxRedirects);
  }

  /** One request. @returns the answer, or where it redirects to. */
  async #ask(exchange: HttpExchange, peer: Peer, signal: AbortSignal): Promise<HttpAnswer | URL> {
    if (!this.#guard.permitsHost(peer.url.hostname)) throw blockedHost(peer);
    const response = await this.#send(exchange, peer, signal);
    const headers = headersOf(response);
    try {
      if (isRedirect(response.statusCode)) return redirectTarget(peer, headers.get("location"));
      if (response.statusCode !== 200) throw wrongStatus(peer, response.statusCode);
      requireContentType(peer, headers, exchange.contentTypes);
      const body = await readBody(peer, response.body, headers, exchange.limitBytes);
      return { body, headers, url: peer.url };
    } finally {
      // What is not read to its end is not worth reading: the connection is dropped.
      response.body.on("error", () => undefined).destroy();
    }
  }

  async #send(exchange: HttpExchange, peer: Peer, signal: AbortSignal): Promise<Dispatcher.ResponseData> {
    this.#dispatcher ??= createDispatcher(this.#settings, this.#guard);
    const dispatcher = await this.#dispatcher;
    // The answer is kept as it was sent; credentials go only to the origin that they were given for.
    const authorization = peer.url.origin === exchange.url.origin ? authorizationOf(exchange.url) : undefined;
    const headers = { "accept-encoding": "identity", "user-agent": "countersign", ...exchange.headers };
    try {
      return await dispatcher.request({
        origin: peer.url.origin,
        path: peer.url.pathname + peer.url.search,
        method: exchange.method,
        headers: authorization === undefined ? headers : { ...headers, authorization },
        body: exchange.body ?? null,
        signal,
      });
    } catch (error) {
      throw connectionFailure(peer, error);
    }
  }

  async close(): Promise<void> {
    const dispatcher = await this.#dispatcher;
    this.#dispatcher = undefined;
    await dispatcher?.close();
  }
}

/** Deadline and cancellation show as errors of many kinds, depending on what was going on: the signals tell the truth. */
function interruption(
  peer: Peer,
  caller: AbortSignal | undefined,
  deadline: AbortSignal,
  timeoutMs: number,
): TransportError | undefined {
  const callerTimedOut =
    caller?.aborted === true && caller.reason instanceof Error && caller.reason.name === "TimeoutError";
  if (caller?.aborted === true && !callerTimedOut) return abortedBy(caller, shownUrl(peer.url));
  if (!callerTimedOut && !deadline.aborted) return undefined;
  return httpFailure(peer, {
    reason: "timeout",
    retryable: true,
    problem: callerTimedOut ? "did not answer within the caller's deadline" : `did not answer within ${timeoutMs} ms`,
    remedy: "Try again, or allow more time.",
  });
}

function isRedirect(status: number): boolean {
  return [301, 302, 303, 307, 308].includes(status);
}

/** Resending the question as it was is right for every redirect here: neither kind of question changes anything. */
function redirectTarget(peer: Peer, location: string | undefined): URL {
  const target = location === undefined ? undefined : readHttpUrl(location, peer.url);
  if (target === undefined) {
    throw httpFailure(peer, {
      reason: "wrong-content",
      retryable: false,
      problem: "redirected to something that is no http or https URL",
      remedy: "Check the URL.",
    });
  }
  if (peer.url.protocol === "https:" && target.protocol === "http:") {
    throw httpFailure(peer, {
      reason: "blocked-address",
      retryable: false,
      problem: `redirected from https to http, at ${target.host}`,
      remedy: "Use the URL of the server that it redirects to, if you trust it.",
    });
  }
  return target;
}

function tooManyRedirects(peer: Peer, limit: number): TransportError {
  return httpFailure(peer, {
    reason: "http-status",
    retryable: false,
    problem: `led through more than ${limit} redirects`,
    remedy: "Use the URL where the redirects lead; if they go in a circle, tell the server's operator.",
  });
}

/** RFC 9110 §15: what may be different the next time. */
const PASSING_STATUS = new Set([408, 425, 429, 500, 502, 503, 504]);

function wrongStatus(peer: Peer, status: number): TransportError {
  const retryable = PASSING_STATUS.has(status);
  const remedy = retryable ? "Try again later." : "Check the URL, and what the server asks of its callers.";
  return httpFailure(peer, {
    reason: "http-status",
    retryable,
    problem: `answered with HTTP status ${status}`,
    remedy,
  });
}

function headersOf(response: Dispatcher.ResponseData): ReadonlyMap<string, string> {
  const headers = new Map<string, string>();
  for (const [name, value] of Object.entries(response.headers)) {
    const [text] = Array.isArray(value) ? value : [value];
    if (text !== undefined) headers.set(name, text);
  }
  return headers;
}
