import { equalBytes } from "../../bytes/index.js";
import { defaultProvider, KeyRing } from "../../crypto/index.js";
import { defaultBudgets } from "../../policy/index.js";
import { Budget } from "../../report/index.js";
import {
  isOlder,
  type Issued,
  issuedBy,
  type RevocationEvidence,
  type RevocationSubject,
} from "../../revocation/index.js";

/**
 * Whether evidence that came may take the place of what is kept under the same key. What the issuer has signed gives way
 * to what it signed no earlier, and to nothing else: revocation data comes over plain HTTP, and whoever answers there can
 * play back a list that is older and still current, from before a revocation.
 *
 * Without a signature of the issuer nothing is kept against newer data, or one forgery would bar what comes after it.
 */
export async function mayReplace(
  kept: RevocationEvidence,
  came: RevocationEvidence,
  about: RevocationSubject,
): Promise<boolean> {
  if (isSame(kept, came)) return true;
  const before = await issued(kept, about);
  if (before === undefined) return true;
  const now = await issued(came, about);
  return now !== undefined && !isOlder(now, before);
}

/** Each piece has a budget of its own, so that what a forger put into one leaves the other to be looked at. */
async function issued(evidence: RevocationEvidence, about: RevocationSubject): Promise<Issued | undefined> {
  return issuedBy(about, evidence, { keys: new KeyRing(defaultProvider), budget: new Budget(defaultBudgets) });
}

function isSame({ data: left }: RevocationEvidence, { data: right }: RevocationEvidence): boolean {
  return left instanceof Uint8Array && right instanceof Uint8Array && equalBytes(left, right);
}
