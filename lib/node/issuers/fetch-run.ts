import type { IssuerQuestion, IssuerSource } from "../../path/index.js";
import { anySignal, type IssuerAttempt, SharedWork, TransportError } from "../../report/index.js";
import type { Certificate } from "../../x509/index.js";
import { abortedBy } from "../aborted.js";
import { readHttpUrl, shownUrl } from "../http/url.js";
import type { IssuerMemory } from "./issuer-memory.js";
import { readIssuerAnswer } from "./read-answer.js";
import { WaitingTime } from "./waiting-time.js";

export { IssuerMemory } from "./issuer-memory.js";

/** A certificate's URLs are its maker's choice: this many are asked. Real ones name one, and an LDAP one that is passed over. */
const MOST_URLS = 3;
/** A certificate has 1 to 3 KB, a bundle of cross-certificates some 100. */
const ANSWER_BYTES = 1024 * 1024;
/** What one run fetches: far more than a restore needs, and hostile packages cannot make it more. */
const RUN_URLS = 1024;
const RUN_BYTES = 64 * 1024 * 1024;

interface Answer {
  readonly result: IssuerAttempt["result"];
  readonly certificates: readonly Uint8Array[];
}

/** One run's look-ups: each address is asked once, whatever came of it. */
export class FetchRun implements IssuerSource {
  readonly #memory: IssuerMemory;
  readonly #time: WaitingTime;
  readonly #answers = new SharedWork<string, Answer>(RUN_URLS);
  /** Origins that were down. */
  readonly #outages = new Map<string, "timeout" | "unavailable">();
  #asked = 0;
  #bytesLeft = RUN_BYTES;

  constructor(memory: IssuerMemory, deadlineMs: number) {
    this.#memory = memory;
    this.#time = new WaitingTime(deadlineMs);
  }

  async find(certificate: Certificate, { signal, note }: IssuerQuestion): Promise<readonly Uint8Array[]> {
    const urls = certificate.urls.caIssuers.flatMap((text) => readHttpUrl(text) ?? []).slice(0, MOST_URLS);
    const answers = await Promise.all(urls.map((url) => this.#answerOf(url, signal)));
    answers.forEach(({ result, certificates }, index) => {
      const url = urls[index];
      if (url !== undefined) note?.({ origin: shownUrl(url), result, certificates: certificates.length });
    });
    return answers.flatMap(({ certificates }) => certificates);
  }

  async #answerOf(url: URL, signal: AbortSignal | undefined): Promise<Answer> {
    const kept = this.#memory.find(url);
    if (kept !== undefined) return found(kept);
    const answer = await this.#answers.join(url.href, (abandoned) => this.#ask(url, abandoned), signal);
    if (answer !== undefined) return answer;
    throw signal === undefined ? new TypeError("nobody ended the wait") : abortedBy(signal, shownUrl(url));
  }

  async #ask(url: URL, abandoned: AbortSignal): Promise<Answer> {
    const outage = this.#outages.get(url.origin);
    if (outage !== undefined) return none(outage);
    if (this.#asked >= RUN_URLS || this.#bytesLeft <= 0) return none("not-asked");
    const leftMs = this.#time.begin();
    if (leftMs === 0) return none("not-asked");
    this.#asked += 1;
    try {
      return await this.#fetch(url, anySignal([abandoned, AbortSignal.timeout(leftMs)]));
    } catch (error) {
      if (!(error instanceof TransportError)) throw error;
      return this.#failed(url, error);
    } finally {
      this.#time.end();
    }
  }

  async #fetch(url: URL, signal: AbortSignal): Promise<Answer> {
    const { body } = await this.#memory.transport.exchange({
      role: "server of issuers' certificates",
      url,
      method: "GET",
      headers: { accept: "application/pkix-cert, application/pkcs7-mime" },
      // Servers call it by many names, and what it is shows in its bytes.
      contentTypes: [],
      limitBytes: Math.min(ANSWER_BYTES, this.#bytesLeft),
      signal,
    });
    this.#bytesLeft -= body.length;
    const certificates = readIssuerAnswer(body);
    if (certificates === undefined) return none("invalid");
    this.#memory.keep(url, certificates);
    return found(certificates);
  }

  #failed(url: URL, { reason }: TransportError): Answer {
    switch (reason) {
      case "timeout":
        this.#outages.set(url.origin, "timeout");
        return none("timeout");
      case "unreachable":
        this.#outages.set(url.origin, "unavailable");
        return none("unavailable");
      case "blocked-address":
        return none("blocked");
      case "wrong-content":
        return none("invalid");
      case "too-large":
        return none("too-large");
      default:
        return none("unavailable");
    }
  }
}

function found(certificates: readonly Uint8Array[]): Answer {
  return { result: "found", certificates };
}

function none(result: Answer["result"]): Answer {
  return { result, certificates: [] };
}
