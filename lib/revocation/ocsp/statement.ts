import type { RevocationAttempt } from "../../report/index.js";
import type { OcspSingleResponse } from "../../x509/index.js";
import type { Revocation } from "../answer.js";
import { isWorse } from "../effect.js";
import { type Freshness, freshness, WITHOUT_NEXT_UPDATE_MS } from "../freshness.js";
import { invalidityDateOf } from "./extensions.js";

/** What an authorised responder said of a certificate, and how old it is. */
export interface OcspStatement {
  readonly status: "good" | "revoked" | "unknown";
  readonly revocation: Revocation | undefined;
  readonly age: Freshness;
  readonly thisUpdate: number;
  readonly nextUpdate: number | undefined;
  readonly origin: string;
}

/** @returns `undefined` if an extension of the answer cannot be read. */
export function statementOf(
  single: OcspSingleResponse,
  origin: string,
  at: number,
  skewMs: number,
): OcspStatement | undefined {
  const { certStatus, thisUpdate, nextUpdate } = single;
  const invalidity = invalidityDateOf(single.extensions);
  if (!invalidity.ok) return undefined;
  const age = freshness({ thisUpdate, nextUpdate: validUntil(single) }, at, skewMs);
  const revocation: Revocation | undefined =
    certStatus.status === "revoked"
      ? {
          revokedAt: certStatus.revokedAt,
          reason: certStatus.reason ?? "unspecified",
          isReasonGiven: certStatus.reason !== undefined,
          invalidityDate: invalidity.value,
          origin,
          method: "ocsp",
        }
      : undefined;
  return { status: certStatus.status, revocation, age, thisUpdate, nextUpdate, origin };
}

/** Until when an answer counts, in milliseconds since 1970. */
export function validUntil({ thisUpdate, nextUpdate }: { thisUpdate: number; nextUpdate: number | undefined }): number {
  return nextUpdate ?? thisUpdate + WITHOUT_NEXT_UPDATE_MS;
}

/**
 * The statement that decides. A revocation is final, however old the answer, unless it was a hold, and of several the newest
 * says for what reason and since when: CAs learn of worse. Otherwise the newest current one counts, and of several equally
 * new ones the least favourable.
 */
export function decisiveStatement(statements: readonly OcspStatement[]): OcspStatement | undefined {
  const final = heaviest(
    statements.filter(({ revocation }) => revocation !== undefined && revocation.reason !== "certificateHold"),
  );
  return final ?? heaviest(statements.filter(({ age }) => age === "fresh"));
}

function heaviest(statements: readonly OcspStatement[]): OcspStatement | undefined {
  return statements.reduce<OcspStatement | undefined>(
    (best, statement) => (best === undefined || outweighs(statement, best) ? statement : best),
    undefined,
  );
}

const WEIGHT = { good: 0, unknown: 1, revoked: 2 } as const;

function outweighs(left: OcspStatement, right: OcspStatement): boolean {
  if (left.thisUpdate !== right.thisUpdate) return left.thisUpdate > right.thisUpdate;
  if (left.status !== right.status) return WEIGHT[left.status] > WEIGHT[right.status];
  return left.revocation !== undefined && right.revocation !== undefined && isWorse(left.revocation, right.revocation);
}

export function attemptOf(statement: OcspStatement): RevocationAttempt {
  const { origin, status, age, thisUpdate, nextUpdate } = statement;
  const isFinal = status === "revoked" && statement.revocation?.reason !== "certificateHold";
  return {
    method: "ocsp",
    origin,
    result: age === "stale" && !isFinal ? "stale" : status,
    thisUpdate: new Date(thisUpdate),
    ...(nextUpdate === undefined ? {} : { nextUpdate: new Date(nextUpdate) }),
  };
}
