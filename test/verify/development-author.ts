import assert from "node:assert/strict";
import {
  createVerifier,
  type PolicyDocument,
  type RevocationPolicy,
  type RevocationSource,
  type TrustStore,
  type Verdict,
} from "../../lib/index.js";
import { type DevelopmentPki, revocationSourceOf } from "../../lib/testing/index.js";

/** How a package of a development PKI is judged; by itself under `standard`, where revocation data is at hand. */
export interface Judging {
  readonly trust: TrustStore;
  readonly now: Date;
  readonly policy: Partial<PolicyDocument>;
  readonly revocation?: RevocationPolicy | undefined;
  readonly source?: RevocationSource | undefined;
}

export function judgeBy(pki: DevelopmentPki, bytes: Uint8Array, judging: Judging): Promise<Verdict> {
  const { trust, now, policy, revocation, source } = judging;
  return createVerifier({
    trust,
    clock: () => now,
    revocation: [source ?? revocationSourceOf(pki.revocationAuthorities.values(), "development PKI")],
    policy: {
      version: 1,
      name: "x",
      extends: "standard",
      revocation: revocation ?? { mode: "offline", need: "prefer" },
      ...policy,
    },
  }).verify(bytes);
}

export const codesOf = ({ issues }: Verdict): readonly string[] => issues.map(({ code }) => code);

/** Whether a package is accepted, and refused once its author's key is known to have been stolen. */
export async function refusesOnceRevoked(pki: DevelopmentPki, judge: () => Promise<Verdict>): Promise<void> {
  const before = await judge();
  assert.equal(before.accepted, true, codesOf(before).join());
  pki.revoke(pki.author, { revokedAt: new Date("2026-12-01T00:00:00Z"), reason: "keyCompromise" });
  const verdict = await judge();
  assert.deepEqual([verdict.outcome, verdict.accepted], ["untrusted", false], codesOf(verdict).join());
  assert.ok(codesOf(verdict).includes("certificate-revoked"), codesOf(verdict).join());
  const [own] = verdict.checks.filter(({ check }) => check === "revocation");
  assert.deepEqual([own?.status, own?.reason], ["failed", "certificate-revoked"]);
  assert.equal(verdict.signatures[0]?.standing, "failed");
  assert.equal(verdict.signatures[0].revocation[0]?.status, "revoked");
}
