import assert from "node:assert/strict";
import {
  createVerifier,
  type Fingerprint,
  parseCertificates,
  type PolicyDocument,
  type RevocationPolicy,
  type RevocationSource,
  signPackage,
  type TrustStore,
  type Verdict,
} from "../../lib/index.js";
import { createTrustStore } from "../../lib/trust/index.js";
import { createDevelopmentPki, type DevelopmentPki, revocationSourceOf } from "../../lib/testing/index.js";
import { testDevelopmentKeys } from "../../test-certs/index.js";
import { makeArchive } from "./archive.js";

const at = new Date("2027-01-01T00:00:00Z");
const early = new Date("2026-12-01T00:00:00Z");
/** The development author's certificate is valid for ten years, its root for twenty. */
const later = new Date("2037-06-01T00:00:00Z");

/**
 * A chain that is refused is asked about nobody; one that is let pass by a waiver or by a severity is. Each pair: an author whom
 * nobody has revoked, and the same one revoked.
 */
describe("revocation of a chain whose faults are let pass", () => {
  let pki: DevelopmentPki;
  let signed: Uint8Array;
  let certificate: Fingerprint;

  beforeEach(async () => {
    pki = await createDevelopmentPki({ at, keys: testDevelopmentKeys() });
    const options = { trust: pki.trust, clock: () => at, signer: pki.author, timestamp: "none" } as const;
    signed = await (await signPackage(makeArchive("Contoso.Tools", "1.0.0"), options)).toBytes();
    const [own] = await parseCertificates(pki.author.issued.certificate);
    certificate = own?.fingerprint ?? assert.fail("no certificate");
  });

  interface Question {
    readonly policy: Partial<PolicyDocument>;
    readonly revocation?: RevocationPolicy;
    readonly trust?: TrustStore;
    readonly source?: RevocationSource;
  }
  const judge = ({ policy, revocation, trust = pki.trust, source }: Question): Promise<Verdict> =>
    createVerifier({
      trust,
      clock: () => later,
      revocation: [source ?? revocationSourceOf(pki.revocationAuthorities.values(), "development PKI")],
      policy: {
        version: 1,
        name: "x",
        extends: "standard",
        revocation: revocation ?? { mode: "offline", need: "prefer" },
        ...policy,
      },
    }).verify(signed);
  const codes = ({ issues }: Verdict): readonly string[] => issues.map(({ code }) => code);
  const waived = (): Partial<PolicyDocument> => ({
    waivers: [{ id: "w", code: "certificate-expired", reason: "r", certificate }],
  });

  async function refusesOnceRevoked(question: Question): Promise<void> {
    const before = await judge(question);
    assert.equal(before.accepted, true, codes(before).join());
    pki.revoke(pki.author, { revokedAt: early, reason: "keyCompromise" });
    const verdict = await judge(question);
    assert.deepEqual([verdict.outcome, verdict.accepted], ["untrusted", false], codes(verdict).join());
    assert.ok(codes(verdict).includes("certificate-revoked"));
    const [own] = verdict.checks.filter(({ check }) => check === "revocation");
    assert.deepEqual([own?.status, own?.reason], ["failed", "certificate-revoked"]);
    assert.equal(verdict.signatures[0]?.standing, "failed");
    assert.equal(verdict.signatures[0].revocation[0]?.status, "revoked");
  }

  it("a waiver of the expiry", () => refusesOnceRevoked({ policy: waived() }));

  it("a severity that only reports the expiry", () => refusesOnceRevoked({ policy: { extends: "audit" } }));

  it("an anchor that is given as name and key", async () => {
    const whole = await parseCertificates(pki.codeSigning.issuer.certificate);
    const anchors = whole.map(({ subjectName: subject, publicKeyInfo }) => ({
      nameAndKey: { subject, publicKeyInfo },
      purposes: ["code-signing" as const],
      origin: "test",
    }));
    await refusesOnceRevoked({ policy: waived(), trust: await createTrustStore("names and keys", anchors) });
  });

  it("a severity that only reports a missing issuer, by the key of the last that is there", async () => {
    await refusesOnceRevoked({ policy: { extends: "audit" }, trust: await createTrustStore("none", []) });
  });

  it("asks for an answer where one is required", async () => {
    const revocation = { mode: "offline", need: "require", checks: ["signer"] } as const;
    const source: RevocationSource = { label: "silent", find: async () => [] };
    const unanswered = await judge({ policy: waived(), revocation, source });
    assert.deepEqual([unanswered.outcome, unanswered.accepted], ["untrusted", false]);
    assert.ok(codes(unanswered).includes("revocation-unknown"));
  });

  it("asks nobody of a chain that is refused anyway", async () => {
    let asked = 0;
    const source: RevocationSource = { label: "x", find: async () => ((asked += 1), []) };
    assert.equal((await judge({ policy: {}, source })).outcome, "untrusted");
    const beside = { id: "w", code: "chain-policy", reason: "r", certificate } as const;
    assert.equal((await judge({ policy: { waivers: [beside] }, source })).outcome, "untrusted");
    assert.equal(asked, 0);
    await judge({ policy: waived(), source });
    assert.notEqual(asked, 0);
  });
});
