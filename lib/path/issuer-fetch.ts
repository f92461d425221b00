import { type Finding, found, type IssuerAttempt, untilAborted } from "../report/index.js";
import type { Certificate } from "../x509/index.js";
import type { FoundPath, IssuerSource, PathOutcome, PathRequest } from "./request.js";

/** Answers of an issuer source that one chain is worth; .NET downloads as many. */
const MOST_FETCHES = 10;
/** Certificates of one answer: bundles of cross-certificates have some dozens. */
const MOST_IN_ANSWER = 100;

/** Asks for the issuers that one chain lacks, each once, and remembers what came of it. */
export class IssuerFetch {
  readonly #issuers: IssuerSource | undefined;
  readonly #attempts = new Map<Certificate, readonly IssuerAttempt[]>();

  constructor({ issuers, signal }: PathRequest) {
    this.#issuers = issuers && endedBy(issuers, signal);
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

/** The source for one run, whose questions end with the caller's signal, whether or not it heeds that itself. */
export function issuersForRun(source: IssuerSource, signal: AbortSignal | undefined): IssuerSource {
  return endedBy(source.forRun?.() ?? source, signal);
}

function endedBy(source: IssuerSource, signal: AbortSignal | undefined): IssuerSource {
  if (signal === undefined) return source;
  return {
    find: async (certificate, question) => {
      signal.throwIfAborted();
      const answer = await untilAborted(source.find(certificate, { ...question, signal }), signal);
      signal.throwIfAborted();
      return answer ?? [];
    },
  };
}
