import assert from "node:assert/strict";
import {
  countersignPackage,
  parseCertificates,
  type Fingerprint,
  type PolicyDocument,
  type RevocationPolicy,
  type RevocationSource,
  signPackage,
  type TrustStore,
  type Verdict,
} from "../../lib/index.js";
import { createDevelopmentPki, createTimestampAuthority, type DevelopmentPki } from "../../lib/testing/index.js";
import { testDevelopmentKeys, testSigner, testTimestampIdentity } from "../../test-certs/index.js";
import { testTrust } from "../sign/fixture.js";
import { makeArchive } from "./archive.js";
import { codesOf, judgeBy, refusesOnceRevoked } from "./development-author.js";

const at = new Date("2027-01-01T00:00:00Z");
/** The development author's certificate is valid for ten years; the repository's and the authority's for longer. */
const later = new Date("2037-06-01T00:00:00Z");

/**
 * Whatever lets an unknown root pass forgives the root and nothing below it. Each pair: an author whom nobody has revoked, and
 * the same one revoked.
 */
describe("revocation below an unknown root that something lets pass", () => {
  let pki: DevelopmentPki;
  let trust: TrustStore;
  let entry: { readonly id: string; readonly by: "certificate"; readonly fingerprint: Fingerprint };
  let signed: Uint8Array;
  let countersigned: Uint8Array;

  beforeEach(async () => {
    pki = await createDevelopmentPki({ at, keys: testDevelopmentKeys() });
    trust = await testTrust();
    const known = await trust.with(pki.anchors);
    const stamps = { sources: [createTimestampAuthority(testTimestampIdentity(), { clock: () => at })] };
    const shared = { trust: known, clock: () => at, timestamp: stamps };
    const archive = makeArchive("Contoso.Tools", "1.0.0");
    signed = await (await signPackage(archive, { ...shared, signer: pki.author })).toBytes();
    const repository = { serviceIndex: "https://packages.example/v3/index.json" };
    const both = await countersignPackage(signed, { ...shared, signer: testSigner("repository"), repository });
    countersigned = await both.toBytes();
    const [certificate] = await parseCertificates(pki.author.issued.certificate);
    entry = { id: "us", by: "certificate", fingerprint: certificate?.fingerprint ?? assert.fail("no certificate") };
  });

  interface Question {
    readonly bytes?: Uint8Array;
    readonly policy: Partial<PolicyDocument>;
    readonly revocation?: RevocationPolicy;
    readonly now?: Date;
    readonly source?: RevocationSource;
  }
  const judge = ({ bytes = signed, now = at, ...more }: Question): Promise<Verdict> =>
    judgeBy(pki, bytes, { trust, now, ...more });
  const listed = (more: object = { allowUntrustedRoot: true }): Partial<PolicyDocument> => ({
    signers: { version: 1, mode: "listed", entries: [{ ...entry, ...more }] },
  });

  const refuses = (question: () => Question): Promise<void> => refusesOnceRevoked(pki, () => judge(question()));

  it("an entry that forgives it", () => refuses(() => ({ policy: listed() })));

  it("an entry by NuGet's rules that forgives an expiry with it", async () => {
    const plain = await createDevelopmentPki({ at, keys: testDevelopmentKeys() });
    pki = plain;
    const unstamped = { trust: plain.trust, clock: () => at, signer: plain.author, timestamp: "none" } as const;
    const bytes = await (await signPackage(makeArchive("Contoso.Tools", "1.0.0"), unstamped)).toBytes();
    const [certificate] = await parseCertificates(plain.author.issued.certificate);
    entry = { ...entry, fingerprint: certificate?.fingerprint ?? assert.fail("no certificate") };
    await refuses(() => ({
      bytes,
      now: later,
      policy: listed({ allowUntrustedRoot: true, rules: "nuget" }),
    }));
  });

  it("a severity that only reports it", () => refuses(() => ({ policy: { extends: "audit" } })));

  it("a waiver", () => {
    const waiver = { id: "w", code: "chain-root-untrusted", reason: "r", certificate: entry.fingerprint } as const;
    return refuses(() => ({ policy: { waivers: [waiver] } }));
  });

  it("a countersignature that vouches", () => refuses(() => ({ bytes: countersigned, policy: {} })));

  it("a countersignature that vouches for an expiry with it", () =>
    refuses(() => ({ bytes: countersigned, now: later, policy: {} })));

  it("asks for an answer where one is required: of a private CA as of any", async () => {
    const revocation = { mode: "offline", need: "require", checks: ["signer"] } as const;
    const policy = listed();
    assert.equal((await judge({ policy, revocation })).outcome, "trusted");
    const source: RevocationSource = { label: "silent", find: async () => [] };
    const unanswered = await judge({ policy, revocation, source });
    assert.deepEqual([unanswered.outcome, unanswered.accepted], ["inconclusive", false]);
    assert.ok(codesOf(unanswered).includes("revocation-unknown"));
  });

  it("asks nobody where the root refuses by itself", async () => {
    let asked = 0;
    const source: RevocationSource = {
      label: "x",
      find: async ({ certificate }) => ((asked += certificate.subject.includes("Development Author") ? 1 : 0), []),
    };
    assert.equal((await judge({ policy: {}, source })).outcome, "untrusted");
    assert.equal(asked, 0);
  });
});
