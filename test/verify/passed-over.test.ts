import assert from "node:assert/strict";
import {
  createVerifier,
  parseCertificates,
  type PolicyDocument,
  type RepositoryDeclaration,
  type RepositoryRule,
  type TrustedSigner,
  type TrustStore,
  type Verifier,
} from "../../lib/index.js";
import { testIssued } from "../../test-certs/index.js";
import { clock, testTrust } from "../sign/fixture.js";
import { ATTRIBUTE, chainOf, replacing, repositoryAttributes, signerInfo } from "../support/message.js";
import { signedPackage } from "../support/package.js";
import { author } from "../support/signers.js";

describe("a countersignature that a policy passes over because it does not hold", () => {
  let trust: TrustStore;
  let bytes: Uint8Array;
  const repository = testIssued("repository");

  before(async () => {
    trust = await testTrust();
    bytes = await countersigned();
  });

  /** By somebody with a valid certificate, countersigned by the repository of the test PKI. */
  async function countersigned(): Promise<Uint8Array> {
    const somebody = await author({ subject: "CN=Somebody" });
    const plan = { signer: repository, attributes: replacing(...repositoryAttributes(["ann"])) };
    const unsigned = async (value: Uint8Array) => [
      { type: ATTRIBUTE.countersignature, values: [await signerInfo(plan, value, true)] },
    ];
    const certificates = [...chainOf(somebody), ...chainOf(repository)];
    return signedPackage({ primary: { signer: somebody, unsigned }, certificates });
  }

  /** Under which the repository declares no certificate but another one. */
  function verifier(rule: RepositoryRule, more: Partial<PolicyDocument> = {}): Verifier {
    const policy = { version: 1, name: "passing over", signatures: { repository: rule }, ...more } as const;
    return createVerifier({ trust, clock, policy, repositories: { find: async () => declaring("0") } });
  }
  const declaring = (digit: string): RepositoryDeclaration => ({
    allRepositorySigned: false,
    certificates: [
      {
        fingerprints: [`sha256:${digit.repeat(64)}`],
        subject: "CN=Another",
        issuer: "CN=Another",
        notBefore: new Date(0),
        notAfter: new Date(0),
        contentUrl: "https://packages.example/another.cer",
      },
    ],
  });

  it("speaks for nobody on a list of signers", async () => {
    const [certificate] = await parseCertificates(repository.certificate);
    const fingerprint = certificate?.fingerprint ?? assert.fail("no certificate");
    const signers = { version: 1, mode: "listed", entries: [{ id: "house", by: "certificate", fingerprint }] } as const;
    const { accepted, issues } = await verifier("verify-if-needed", { signers }).verify(bytes);
    assert.equal(accepted, false);
    const severities = issues.map(({ code, severity }) => `${code} ${severity}`);
    assert.ok(severities.includes("signer-not-allowed error"), severities.join());
    assert.ok(severities.includes("repository-certificate-undeclared warning"), severities.join());
  });

  it("speaks for nobody on a list with an entry of a nuget.config either, unless that entry is its own", async () => {
    const [certificate] = await parseCertificates(repository.certificate);
    const fingerprint = certificate?.fingerprint ?? assert.fail("no certificate");
    const house = { id: "house", by: "certificate", fingerprint } as const;
    const other = { id: "other", by: "certificate", fingerprint: `sha256:${"0".repeat(64)}`, rules: "nuget" } as const;
    const judged = async (...entries: TrustedSigner[]) =>
      verifier("verify-if-needed", { signers: { version: 1, mode: "listed", entries } }).verify(bytes);
    assert.equal((await judged(house, other)).accepted, false);
    assert.equal((await judged({ ...house, rules: "nuget" }, other)).accepted, true, "as in NuGet");
  });

  it("keeps no pin", async () => {
    const lenient = verifier("verify-if-needed");
    const pinned = (await createVerifier({ trust, clock }).verify(bytes, { pinned: "first-use" })).observed;
    const house = pinned?.signers.filter(({ kind }) => kind === "repository") ?? [];
    assert.equal(house.length, 1);
    const verdict = await lenient.verify(bytes, { pinned: { ...(pinned ?? assert.fail()), signers: house } });
    assert.ok(verdict.issues.some(({ code }) => code === "pin-signer-changed"));
    assert.equal((await lenient.verify(bytes)).accepted, true, "nobody else is in need of it");
  });
});
