import assert from "node:assert/strict";
import {
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
import { createDevelopmentPki, type DevelopmentPki } from "../../lib/testing/index.js";
import { testDevelopmentKeys } from "../../test-certs/index.js";
import { makeArchive } from "./archive.js";
import { codesOf, judgeBy, refusesOnceRevoked } from "./development-author.js";

const at = new Date("2027-01-01T00:00:00Z");
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
  const judge = ({ trust = pki.trust, ...more }: Question): Promise<Verdict> =>
    judgeBy(pki, signed, { trust, now: later, ...more });
  const waived = (): Partial<PolicyDocument> => ({
    waivers: [{ id: "w", code: "certificate-expired", reason: "r", certificate }],
  });

  const refuses = (question: Question): Promise<void> => refusesOnceRevoked(pki, () => judge(question));

  it("a waiver of the expiry", () => refuses({ policy: waived() }));

  it("a severity that only reports the expiry", () => refuses({ policy: { extends: "audit" } }));

  it("an anchor that is given as name and key", async () => {
    const whole = await parseCertificates(pki.codeSigning.issuer.certificate);
    const anchors = whole.map(({ subjectName: subject, publicKeyInfo }) => ({
      nameAndKey: { subject, publicKeyInfo },
      purposes: ["code-signing" as const],
      origin: "test",
    }));
    await refuses({ policy: waived(), trust: await createTrustStore("names and keys", anchors) });
  });

  it("a severity that only reports a missing issuer, by the key of the last that is there", async () => {
    await refuses({ policy: { extends: "audit" }, trust: await createTrustStore("none", []) });
  });

  it("asks for an answer where one is required", async () => {
    const revocation = { mode: "offline", need: "require", checks: ["signer"] } as const;
    const source: RevocationSource = { label: "silent", find: async () => [] };
    const unanswered = await judge({ policy: waived(), revocation, source });
    assert.deepEqual([unanswered.outcome, unanswered.accepted], ["untrusted", false]);
    assert.ok(codesOf(unanswered).includes("revocation-unknown"));
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
