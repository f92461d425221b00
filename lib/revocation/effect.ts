import type { CrlReason } from "../x509/index.js";
import type { Revocation, RevocationEffect } from "./answer.js";
import type { RevocationRole, RevocationSettings } from "./settings.js";

/** Reasons that say nothing against the key: what it signed while it was in use was signed by its owner. */
const HARMLESS: ReadonlySet<CrlReason> = new Set<CrlReason>([
  "superseded",
  "cessationOfOperation",
  "affiliationChanged",
]);

/** Whether a revocation for this reason leaves what was signed before it. */
function isHarmless(reason: CrlReason): boolean {
  return HARMLESS.has(reason);
}

/** What two pieces of evidence may say of one certificate. */
type Word = Pick<Revocation, "revokedAt" | "invalidityDate"> & { readonly reason: CrlReason | undefined };

/** Whether the one leaves less standing than the other. */
export function isWorse(left: Word, right: Word): boolean {
  const difference = weight(left) - weight(right);
  return difference === 0 ? effectiveTime(left) < effectiveTime(right) : difference > 0;
}

function weight({ reason }: Word): number {
  if (reason === "removeFromCRL") return 0;
  return reason !== undefined && isHarmless(reason) ? 1 : 2;
}

/** From when on it holds. */
function effectiveTime({ revokedAt, invalidityDate }: Omit<Word, "reason">): number {
  return Math.min(revokedAt, invalidityDate ?? Infinity);
}

/** Whether a revocation could leave some signature standing, by policy and time. */
export function mayStand({ reason, invalidityDate, isReasonGiven }: Revocation): boolean {
  return isHarmless(reason) || invalidityDate !== undefined || (reason === "unspecified" && isReasonGiven);
}

/**
 * What a revocation means for a signature, by `RevocationPolicy.afterTimestamp`. Without a time that is proven, any
 * revocation counts: whoever holds the key may write an earlier date.
 *
 * @param signatureTime the latest moment at which the signature may have been made, in milliseconds since 1970: a
 * verified timestamp's genTime and its accuracy.
 */
export function effectOf(
  revocation: Revocation,
  signatureTime: number | undefined,
  role: RevocationRole,
  afterTimestamp: RevocationSettings["afterTimestamp"],
): RevocationEffect {
  const effectiveAt = effectiveTime(revocation);
  if (signatureTime === undefined) return { effectiveAt, relativeTo: "no-timestamp", stands: false };
  if (effectiveAt <= signatureTime) return { effectiveAt, relativeTo: "before-timestamp", stands: false };
  const stands = afterTimestamp === "by-reason" && leavesEarlierSignatures(revocation, role);
  return { effectiveAt, relativeTo: "after-timestamp", stands };
}

/**
 * A key is compromised before anybody notices, so its revocation date alone proves nothing; an invalidity date does, where
 * something else proves the time of signing. An authority's tokens prove their time by its own key: whoever has that writes
 * any time (RFC 3161 §4, 2). They outlive its end for a reason that is given, if only as unspecified, and none that is left
 * out (RFC 3161 §4, 1).
 */
function leavesEarlierSignatures({ reason, isReasonGiven, invalidityDate }: Revocation, role: RevocationRole): boolean {
  if (isHarmless(reason)) return true;
  if (role === "timestamp") return reason === "unspecified" && isReasonGiven;
  return reason === "keyCompromise" && invalidityDate !== undefined;
}
