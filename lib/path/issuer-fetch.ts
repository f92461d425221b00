import { type Finding, found, type IssuerAttempt, untilAborted } from "../report/index.js";
import type { Certificate } from "../x509/index.js";
import type { FoundPath, IssuerQuestion, IssuerSource, PathOutcome, PathRequest } from "./request.js";

/** Answers of an issuer source that one chain is worth; .NET downloads as many. */
const MOST_FETCHES = 10;
/** Certificates of one answer: bundles of cross-certificates have some dozens. */
const MOST_IN_ANSWER = 100;

/** Asks for the issuers that one chain lacks, each once, and remembers what came of it. */
export class IssuerFetch {
  readonly #issuers: IssuerSource | undefined;
  readonly #attempts = new Map<Certificate, readonly IssuerAttempt[]>();

  constructor({ issuers }: PathRequest) {
    this.#issuers = issuers;
  }

  /** What was found for certificates that nobody was found for: candidates like any other, DER. */
  async issuersOf(certificates: readonly Certificate[]): Promise<readonly Uint8Array[]> {
    const fetched: Uint8Array[] = [];
    for (const certificate of certificates) {
      if (this.#issuers === undefined || this.#attempts.has(certificate)) continue;
      if (this.#attempts.size >= MOST_FETCHES) this.#leave(certificate);
      else fetched.push(...(await this.#ask(this.#issuers, certificate)));
    }
    return fetched;
  }

  async #ask(issuers: IssuerSource, certificate: Certificate): Promise<readonly Uint8Array[]> {
    const attempts: IssuerAttempt[] = [];
    this.#attempts.set(certificate, attempts);
    const answer = await issuers.find(certificate, { note: (attempt) => attempts.push(Object.freeze({ ...attempt })) });
    // The address was written by whoever made the certificate: what comes from there is theirs too.
    return answer.slice(0, MOST_IN_ANSWER);
  }

  /** Issuers that lead on and on end here, and the report says so. */
  #leave(certificate: Certificate): void {
    const [origin] = certificate.urls.caIssuers;
    if (origin === undefined || this.#attempts.size > MOST_FETCHES) return;
    this.#attempts.set(certificate, [Object.freeze({ origin, result: "not-asked", certificates: 0 })]);
  }

  /** The outcome with what was asked; where an issuer is still missing, that is why. */
  toldIn(outcome: FoundPath): PathOutcome {
    const fetched = [...this.#attempts.values()].flat();
    if (fetched.length === 0) return outcome;
    if (outcome.kind === "validated") return { ...outcome, fetched };
    const told = (finding: Finding): Finding => this.#toldOf(finding);
    const otherFailures = outcome.otherFailures.map((one) => ({ ...one, finding: told(one.finding) }));
    return { ...outcome, findings: outcome.findings.map(told), otherFailures, fetched };
  }

  #toldOf(finding: Finding): Finding {
    if (finding.code !== "chain-incomplete") return finding;
    const { details, evidence } = finding;
    for (const [certificate, fetched] of this.#attempts)
      if (fetched.length > 0 && certificate.fingerprint === details.certificate.fingerprint)
        return found(finding.code, { ...details, fetched }, evidence);
    return finding;
  }
}

/**
 * The source for one run. It may be anybody's: its questions end with the caller's signal, whether or not it heeds that itself,
 * and what it throws, or gives that is no list of bytes, is no answer.
 */
export function issuersForRun(source: IssuerSource, signal: AbortSignal | undefined): IssuerSource {
  const asked = ownOf(source);
  return {
    find: async (certificate, question) => {
      signal?.throwIfAborted();
      const answer = await answerOf(asked, certificate, signal === undefined ? question : { ...question, signal });
      signal?.throwIfAborted();
      return answer;
    },
  };
}

/** One that can't make a source for a run is asked itself. */
function ownOf(source: IssuerSource): IssuerSource {
  try {
    return source.forRun?.() ?? source;
  } catch {
    return source;
  }
}

async function answerOf(
  source: IssuerSource,
  certificate: Certificate,
  question: IssuerQuestion,
): Promise<readonly Uint8Array[]> {
  const { signal } = question;
  const told: IssuerAttempt[] = [];
  const note = (attempt: IssuerAttempt): void => {
    told.push(attempt);
    question.note?.(attempt);
  };
  // One that throws before it returns a promise fails like any other.
  const find = async (): Promise<unknown> => source.find(certificate, { ...question, note });
  try {
    const answer = await untilAborted(find(), signal);
    if (isListOfBytes(answer)) return answer;
  } catch {
    // Why it failed is for the source to note; that it has no answer is all that matters here.
  }
  if (told.length === 0) noteFailure(certificate, question);
  return [];
}

function isListOfBytes(answer: unknown): answer is readonly Uint8Array[] {
  return Array.isArray(answer) && Array.from<unknown>(answer).every((one) => one instanceof Uint8Array);
}

/** The report names an address; a certificate that names none was looked for elsewhere, and there is nothing to name. */
function noteFailure(certificate: Certificate, { note }: IssuerQuestion): void {
  const [origin] = certificate.urls.caIssuers;
  if (origin !== undefined) note?.({ origin, result: "unavailable", certificates: 0 });
}
