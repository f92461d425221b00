import type { RevocationAttempt } from "../../report/index.js";
import { type BasicOcspResponse, ExtensionId, type OcspResponse, type OcspSingleResponse } from "../../x509/index.js";
import { expiryProblem, keptSince } from "../expired.js";
import type { Inquiry } from "../inquiry.js";
import type { EvidenceProblem, Judging, MethodVerdict, OfferedEvidence } from "../judging.js";
import { CertIdMatcher } from "./cert-id.js";
import { answersOtherQuestion, extensionProblem } from "./extensions.js";
import { judgeResponder } from "./responder.js";
import { attemptOf, decisiveStatement, type OcspStatement, statementOf, validUntil } from "./statement.js";

/** RFC 6960 §3.2 over all the OCSP answers at hand. */
export async function judgeOcsp(
  inquiry: Inquiry,
  offered: readonly OfferedEvidence[],
  judging: Judging,
): Promise<MethodVerdict> {
  const judgement = new OcspJudgement(inquiry, judging);
  for (const one of offered) await judgement.read(one);
  return judgement.verdict();
}

class OcspJudgement {
  readonly #inquiry: Inquiry;
  readonly #judging: Judging;
  readonly #matcher: CertIdMatcher;
  readonly #statements: OcspStatement[] = [];
  readonly #attempts: RevocationAttempt[] = [];
  readonly #problems: EvidenceProblem[] = [];
  /** When a responder last said what can't be used, or no longer counts: nothing older says "good" then. */
  #overtakenAt = -Infinity;

  constructor(inquiry: Inquiry, judging: Judging) {
    this.#inquiry = inquiry;
    this.#judging = judging;
    this.#matcher = new CertIdMatcher(judging.context.keys.provider, inquiry);
  }

  async read(offered: OfferedEvidence): Promise<void> {
    const { origin } = offered.evidence;
    const answer = await this.#judging.readings.ocsp(offered);
    if (answer.ok) await this.#readAnswer(answer.value, offered);
    else if (answer.fault === "unreadable") this.#unavailable(origin);
    else if ("budget" in answer.fault) this.#refuse(origin, { kind: "budget", budget: answer.fault.budget });
    else this.#invalid(origin, answer.fault.problem);
  }

  async #readAnswer(answer: OcspResponse, offered: OfferedEvidence): Promise<void> {
    const { origin } = offered.evidence;
    // tryLater and its kin are signed by nobody: they say that there is no answer, and nothing about the certificate.
    if (answer.status !== "successful") {
      this.#unavailable(origin);
      return;
    }
    const singles = await this.#matching(answer.basic);
    const problem = singles.length > 0 ? this.#ownProblem(answer.basic, offered) : "it is about another certificate";
    // What came along for any certificate need not be about this one.
    if (singles.length === 0 && offered.from !== "answer") return;
    if (problem !== undefined) {
      this.#invalid(origin, problem);
      await this.#noteUnusable(answer.basic, singles);
    } else if (await this.#isAuthorized(answer.basic, origin))
      for (const single of singles) this.#state(single, origin);
  }

  async #matching(basic: BasicOcspResponse): Promise<readonly OcspSingleResponse[]> {
    const matching: OcspSingleResponse[] = [];
    for (const single of basic.responses) if (await this.#matcher.matches(single.certId)) matching.push(single);
    return matching;
  }

  #ownProblem(basic: BasicOcspResponse, { evidence, from }: OfferedEvidence): string | undefined {
    const { nonce, at, skewMs } = this.#judging;
    if (basic.producedAt > at + skewMs) return "it was made after the time of judging";
    const isNew = from === "answer" && !evidence.fromCache;
    if (isNew && nonce !== undefined && answersOtherQuestion(basic.extensions, nonce))
      return "its nonce is not the one that was sent";
    return extensionProblem(basic.extensions);
  }

  /** An answer of a responder's own whose extensions keep it from being used. */
  async #noteUnusable(basic: BasicOcspResponse, singles: readonly OcspSingleResponse[]): Promise<void> {
    if (singles.length === 0 || extensionProblem(basic.extensions) === undefined) return;
    const { kind } = await judgeResponder(basic, this.#inquiry, this.#judging);
    if (kind === "authorized") for (const { thisUpdate } of singles) this.#overtake(thisUpdate);
  }

  #overtake(thisUpdate: number): void {
    const { at, skewMs } = this.#judging;
    if (thisUpdate <= at + skewMs) this.#overtakenAt = Math.max(this.#overtakenAt, thisUpdate);
  }

  async #isAuthorized(basic: BasicOcspResponse, origin: string): Promise<boolean> {
    const responder = await judgeResponder(basic, this.#inquiry, this.#judging);
    switch (responder.kind) {
      case "authorized":
        return true;
      case "unauthorized":
        this.#refuse(origin, { kind: "unauthorized", origin, responder: responder.responder });
        return false;
      case "invalid":
        this.#invalid(origin, responder.problem);
        return false;
      case "budget":
        this.#refuse(origin, responder);
        return false;
    }
  }

  #state(single: OcspSingleResponse, origin: string): void {
    const { at, skewMs } = this.#judging;
    const statement = statementOf(single, origin, at, skewMs);
    const unusable = extensionProblem(single.extensions) ?? statementProblem(statement);
    const problem = unusable ?? this.#expiryProblem(single);
    const wasOnHold = statement?.age === "stale" && statement.revocation?.reason === "certificateHold";
    if (unusable !== undefined || wasOnHold) this.#overtake(single.thisUpdate);
    if (statement === undefined || problem !== undefined) {
      this.#invalid(origin, problem ?? "it cannot be read");
      return;
    }
    this.#statements.push(statement);
    this.#attempts.push(attemptOf(statement));
  }

  #expiryProblem({ certStatus, thisUpdate, extensions }: OcspSingleResponse): string | undefined {
    if (certStatus.status !== "good") return undefined;
    const kept = keptSince(extensions, ExtensionId.archiveCutoff);
    return expiryProblem(this.#inquiry.certificate, { thisUpdate, keptSince: kept }, this.#judging);
  }

  verdict(): MethodVerdict {
    const newest = decisiveStatement(this.#statements);
    const isOvertaken = newest?.status === "good" && newest.thisUpdate < this.#overtakenAt;
    if (isOvertaken) this.#invalid(newest.origin, "its responder has given a newer one, which can’t be used");
    const decisive = isOvertaken ? undefined : newest;
    if (decisive === undefined) this.#noteStale();
    const common = { status: decisive?.status ?? "unknown", attempts: this.#attempts, problems: this.#problems };
    return decisive?.revocation === undefined ? common : { ...common, revocation: decisive.revocation };
  }

  #noteStale(): void {
    for (const statement of this.#statements)
      if (statement.age === "stale")
        this.#problems.push({ kind: "stale", origin: statement.origin, nextUpdate: validUntil(statement) });
  }

  #unavailable(origin: string): void {
    this.#attempts.push({ method: "ocsp", origin, result: "unavailable" });
  }

  #invalid(origin: string, problem: string): void {
    this.#refuse(origin, { kind: "invalid", method: "ocsp", origin, problem });
  }

  #refuse(origin: string, problem: EvidenceProblem): void {
    this.#attempts.push({ method: "ocsp", origin, result: "invalid" });
    this.#problems.push(problem);
  }
}

function statementProblem(statement: OcspStatement | undefined): string | undefined {
  if (statement === undefined) return "its invalidity date cannot be read";
  if (validUntil(statement) < statement.thisUpdate) return "its next update lies before it";
  return statement.age === "early" ? "it was made after the time of judging" : undefined;
}
