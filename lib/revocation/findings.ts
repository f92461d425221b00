import { type CertificateRef, dateText, type Finding, found, foundLater, type IssueDetails } from "../report/index.js";
import { certificateRef } from "../x509/index.js";
import type { Revocation, RevocationEffect } from "./answer.js";
import { type Inquiry, namedMethods } from "./inquiry.js";
import type { EvidenceProblem } from "./judging.js";
import type { RevocationRun } from "./run.js";
import type { Settled } from "./settle.js";

export function revokedFinding(certificate: CertificateRef, revocation: Revocation, effect: RevocationEffect): Finding {
  return found(
    "certificate-revoked",
    {
      certificate,
      revokedAt: dateText(effect.effectiveAt),
      reason: revocation.reason,
      relativeTo: effect.relativeTo,
      origin: revocation.origin,
    },
    { part: revocation.method, certificate },
  );
}

/**
 * Findings of a certificate of which nothing is known: first that it is so, which is what the policy's `need` grades, then
 * what was wrong with evidence that could have told.
 */
export function unknownFindings(settled: Settled, run: RevocationRun): readonly Finding[] {
  if (settled.problems.length === 0) return [unknownFinding(settled)];
  const ref = refOf(settled.inquiry);
  const stale = settled.problems.filter((problem) => problem.kind === "stale");
  const newest = stale.reduce<(typeof stale)[number] | undefined>(
    (best, one) => (best === undefined || one.nextUpdate > best.nextUpdate ? one : best),
    undefined,
  );
  const first = newest
    ? found("revocation-stale", {
        certificate: ref,
        origin: newest.origin,
        nextUpdate: dateText(newest.nextUpdate),
        at: dateText(run.at),
      })
    : unknownFinding(settled);
  return [first, ...distinct(settled.problems).flatMap((problem) => problemFinding(problem, ref, run) ?? [])];
}

/**
 * Where nobody was asked, which is so in most verifications and for each of their certificates, what it says is read of the
 * certificate when somebody looks at it.
 */
function unknownFinding({ inquiry, attempts: tried }: Settled): Finding {
  const details = (): IssueDetails["revocation-unknown"] => ({
    certificate: refOf(inquiry),
    names: namedMethods(inquiry.certificate),
    tried,
  });
  return tried.length === 0
    ? foundLater("revocation-unknown", inquiry.depth, details)
    : found("revocation-unknown", details());
}

/** As findings name the certificate that was asked about. */
export function refOf({ certificate, depth }: Inquiry): CertificateRef {
  return certificateRef(certificate, depth);
}

/** What is kept and what a responder says now often have the same fault: once is enough. */
function distinct(problems: readonly EvidenceProblem[]): readonly EvidenceProblem[] {
  return [...new Map(problems.map((problem) => [JSON.stringify(problem), problem])).values()];
}

function problemFinding(
  problem: EvidenceProblem,
  certificate: CertificateRef,
  run: RevocationRun,
): Finding | undefined {
  switch (problem.kind) {
    case "stale":
      return undefined;
    case "invalid": {
      const { origin, method: kind } = problem;
      return found(
        "revocation-evidence-invalid",
        { origin, kind, problem: problem.problem },
        { part: kind, certificate },
      );
    }
    case "unauthorized": {
      const { origin, responder } = problem;
      return found("revocation-responder-unauthorized", { origin, responder }, { part: "ocsp", certificate });
    }
    case "budget": {
      const { budget } = run.context;
      const name = problem.budget;
      return found("chain-budget", { budget: name, limit: budget.limits[name], used: budget.used(name) });
    }
  }
}
