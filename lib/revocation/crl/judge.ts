import type { RevocationAttempt } from "../../report/index.js";
import { nameKey } from "../../x509/index.js";
import type { Revocation } from "../answer.js";
import type { Inquiry } from "../inquiry.js";
import type { EvidenceProblem, Judging, MethodVerdict, OfferedEvidence } from "../judging.js";
import { consultCrl, type CrlWord, invalid, type OfferedCrl } from "./consult.js";
import { compareNumbers } from "./delta.js";
import type { UnusableCrl } from "./open.js";
import { isOvertaken } from "./overtaken.js";
import { ALL_REASONS, coverageOf, type CrlSubject, crlSubjectOf } from "./scope.js";

/**
 * RFC 5280 §6.3.3 over all the CRLs at hand: each of the certificate's distribution points is answered until every reason
 * for a revocation is covered or one is found. Newer CRLs come first, so that an older one of the same scope adds nothing.
 */
export async function judgeCrls(
  inquiry: Inquiry,
  offered: readonly OfferedEvidence[],
  judging: Judging,
): Promise<MethodVerdict> {
  const judgement = new CrlJudgement(inquiry, judging);
  await judgement.open(offered);
  return judgement.run();
}

class CrlJudgement {
  readonly #inquiry: Inquiry;
  readonly #judging: Judging;
  readonly #subject: CrlSubject;
  readonly #complete: OfferedCrl[] = [];
  readonly #deltas: OfferedCrl[] = [];
  readonly #attempts: RevocationAttempt[] = [];
  readonly #problems: EvidenceProblem[] = [];
  /** A CRL says the same whichever point leads to it. */
  readonly #words = new Map<OfferedCrl, CrlWord>();
  readonly #outOfScope = new Map<OfferedCrl, string>();
  readonly #unusable: UnusableCrl[] = [];

  constructor(inquiry: Inquiry, judging: Judging) {
    this.#inquiry = inquiry;
    this.#judging = judging;
    this.#subject = crlSubjectOf(inquiry.certificate);
  }

  async open(offered: readonly OfferedEvidence[]): Promise<void> {
    for (const one of offered) {
      const { origin } = one.evidence;
      const crl = await this.#judging.readings.crl(one);
      if (crl.ok) (crl.value.facts.isDelta ? this.#deltas : this.#complete).push({ ...crl.value, origin });
      else if (crl.fault === "unreadable") this.#attempts.push({ method: "crl", origin, result: "unavailable" });
      else {
        this.#attempts.push({ method: "crl", origin, result: "invalid" });
        if ("unusable" in crl.fault) this.#unusable.push(crl.fault.unusable);
        this.#problems.push(
          "budget" in crl.fault
            ? { kind: "budget", budget: crl.fault.budget }
            : { kind: "invalid", method: "crl", origin, problem: crl.fault.problem },
        );
      }
    }
    this.#complete.sort(newestFirst);
  }

  async run(): Promise<MethodVerdict> {
    const subject = this.#subject;
    let covered = 0;
    for (const point of subject.points)
      for (const crl of this.#complete) {
        const coverage = coverageOf(crl, subject, point);
        if (!coverage.covers) {
          if (coverage.because === "scope") this.#outOfScope.set(crl, coverage.problem);
          continue;
        }
        if ((coverage.reasons & ~covered) === 0) continue;
        const word = await this.#wordOf(crl);
        if (word.says === "revoked") return this.#verdict("revoked", revocationOf(word));
        if (word.says === "good") covered |= coverage.reasons;
        if (covered === ALL_REASONS) return this.#verdict("good");
      }
    this.#noteUnused();
    return this.#verdict("unknown");
  }

  async #wordOf(crl: OfferedCrl): Promise<CrlWord> {
    const known = this.#words.get(crl);
    if (known !== undefined) return known;
    const word = await this.#consult(crl);
    this.#words.set(crl, word);
    if (word.says === "nothing") this.#problems.push(word.problem);
    this.#attempts.push(attemptOf(word.says === "nothing" ? crl : word.by, word));
    return word;
  }

  /** What a CRL says, unless its issuer has said more since. */
  async #consult(crl: OfferedCrl): Promise<CrlWord> {
    const word = await consultCrl(crl, this.#deltas, this.#inquiry, this.#judging);
    if (word.says !== "good") return word;
    const isLeft =
      this.#isContested(crl) ||
      (await isOvertaken(crl, word.signer, this.#unusable, this.#subject, this.#inquiry, this.#judging));
    return isLeft ? invalid(crl, "its issuer has made a newer one, which can’t be used") : word;
  }

  #isContested(crl: OfferedCrl): boolean {
    return [...this.#words].some(
      ([newer, word]) =>
        word.says === "nothing" &&
        word.overtakes === true &&
        newer.issuerKey === crl.issuerKey &&
        newer.list.thisUpdate > crl.list.thisUpdate,
    );
  }

  /** CRLs of the right issuer that no point led to, and deltas without a base, where nothing else has answered. */
  #noteUnused(): void {
    for (const [crl, problem] of this.#outOfScope) if (!this.#words.has(crl)) this.#note(crl, problem);
    const issuerKey = nameKey(this.#inquiry.certificate.issuerName);
    if (this.#complete.some((crl) => crl.issuerKey === issuerKey)) return;
    for (const delta of this.#deltas)
      if (delta.issuerKey === issuerKey)
        this.#note(delta, "it is a delta, and the CRL that it completes is not at hand");
  }

  #note(crl: OfferedCrl, problem: string): void {
    this.#attempts.push(attemptOf(crl, undefined));
    this.#problems.push({ kind: "invalid", method: "crl", origin: crl.origin, problem });
  }

  #verdict(status: MethodVerdict["status"], revocation?: Revocation): MethodVerdict {
    const common = { status, attempts: this.#attempts, problems: this.#problems };
    return revocation === undefined ? common : { ...common, revocation };
  }
}

function newestFirst(left: OfferedCrl, right: OfferedCrl): number {
  return right.list.thisUpdate - left.list.thisUpdate || compareNumbers(right, left);
}

function attemptOf({ origin, list }: OfferedCrl, word: CrlWord | undefined): RevocationAttempt {
  const nextUpdate = list.nextUpdate === undefined ? {} : { nextUpdate: new Date(list.nextUpdate) };
  return { method: "crl", origin, result: resultOf(word), thisUpdate: new Date(list.thisUpdate), ...nextUpdate };
}

function resultOf(word: CrlWord | undefined): RevocationAttempt["result"] {
  if (word === undefined || word.says !== "nothing") return word?.says ?? "invalid";
  return word.problem.kind === "stale" ? "stale" : "invalid";
}

function revocationOf({ by, entry }: Extract<CrlWord, { says: "revoked" }>): Revocation {
  const { revokedAt, invalidityDate, reason } = entry;
  const given = { reason: reason ?? "unspecified", isReasonGiven: reason !== undefined };
  return { revokedAt, invalidityDate, ...given, origin: by.origin, method: "crl" };
}
