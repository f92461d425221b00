import assert from "node:assert/strict";
import { type Issue, type Verdict, verifyPackage } from "../../lib/index.js";
import { readCertificate } from "../../lib/testing/certificate-authority.js";
import { element, explicit, octetString, oid, sequence, utf8String } from "../../lib/testing/encode.js";
import { testIssued } from "../../test-certs/index.js";
import { clock, testTrust } from "../sign/fixture.js";
import {
  ATTRIBUTE,
  chainOf,
  digest,
  replacing,
  repositoryAttributes,
  type SignerPlan,
  signedMessage,
  signingCertificate,
  without,
} from "../support/message.js";
import { signedPackage } from "../support/package.js";
import { countersigned, stamped, timestampAttribute, token } from "../support/tokens.js";

const signer = testIssued("author-rsa-2048");

/** The errors of a verification that refuses. */
async function refusal(bytes: Uint8Array, signature?: Uint8Array): Promise<readonly Issue[]> {
  const detached = signature && { signature };
  const verdict = await verifyPackage(bytes, { trust: await testTrust(), clock, ...detached });
  assert.equal(verdict.accepted, false);
  return verdict.issues.filter(({ severity }) => severity === "error");
}

function assertTold(issues: readonly Issue[], code: string, says: RegExp): void {
  const told = issues.map((issue) => `${issue.code}: ${issue.message}`).join("\n");
  assert.ok(
    issues.some((issue) => issue.code === code && says.test(issue.message)),
    told,
  );
}

/** DER of issuer and serial number. */
function namesOf(certificate: Uint8Array): readonly [Uint8Array, Uint8Array] {
  const { issuer, serialNumber } = readCertificate(certificate);
  return [new Uint8Array(issuer.toSchema().toBER()), new Uint8Array(serialNumber.toBER())];
}

const signed = async (plan: Partial<SignerPlan>): Promise<readonly Issue[]> =>
  refusal(await signedPackage({ primary: { signer, unsigned: stamped(), ...plan } }));

const judged = async (plan: Partial<SignerPlan>): Promise<Verdict> =>
  verifyPackage(await signedPackage({ primary: { signer, unsigned: stamped(), ...plan } }), {
    trust: await testTrust(),
    clock,
  });

describe("the form of a signature that is right by its value", () => {
  it("has no signing-certificate of the first version, which names a certificate by SHA-1", async () => {
    const first = sequence(sequence(sequence(octetString(digest("sha1", signer.certificate)))));
    const more = { type: ATTRIBUTE.signingCertificate, values: [first] };
    const issues = await signed({ attributes: (usual) => [...usual, more] });
    assertTold(issues, "signature-attribute-invalid", /signing-certificate.*only the second version/);
  });

  it("names issuer and serial number of its signer's certificate in a package of NuGet, and need not beside a file", async () => {
    const named = sequence(sequence(sequence(octetString(digest("sha256", signer.certificate)))));
    const attributes = replacing({ type: ATTRIBUTE.signingCertificateV2, values: [named] });
    const content = Buffer.from("a file of any kind");
    const primary = { signer, attributes, unsigned: stamped() };
    const signature = await signedMessage({ content, primary, detached: true });
    const verdict = await verifyPackage(content, { trust: await testTrust(), clock, signature });
    assert.equal(verdict.outcome, "trusted");
    const issues = await signed({ attributes });
    assertTold(issues, "signature-attribute-invalid", /signing-certificate-v2.*no issuer and serial number/);
  });

  it("names the issuer and the serial number that its signer's certificate has, besides the right hash", async () => {
    const other = testIssued("timestamp-authority").certificate;
    const hash = octetString(digest("sha256", signer.certificate));
    const [[issuer, serial], [foreignIssuer, foreignSerial]] = [namesOf(signer.certificate), namesOf(other)];
    for (const [name, number] of [
      [foreignIssuer, serial],
      [issuer, foreignSerial],
    ] as const) {
      const named = sequence(sequence(sequence(hash, sequence(sequence(explicit(4, name)), number))));
      const issues = await signed({ attributes: replacing({ type: ATTRIBUTE.signingCertificateV2, values: [named] }) });
      assertTold(issues, "signing-certificate-mismatch", /names another signing certificate/);
    }
  });

  it("is made by the hash that the digestAlgorithm names (RFC 5652 §5.3), and by no other", async () => {
    const sha384WithRsa = sequence(oid("1.2.840.113549.1.1.12"), element(0x05));
    const plan = { algorithm: { name: "rsa-pkcs1", hash: "sha384" }, signatureAlgorithm: sha384WithRsa } as const;
    const issues = await signed({ ...plan, hash: "sha256" });
    assertTold(issues, "signature-algorithm-unsupported", /does not go with .* or the digestAlgorithm/);
    assert.equal((await judged({ ...plan, hash: "sha384" })).outcome, "trusted");
  });

  it("proves no signer where an attribute or the certificate that it names is wrong, though its value is right", async () => {
    const edits = [
      without(ATTRIBUTE.signingTime),
      replacing(signingCertificate(testIssued("author-rsa-3072").certificate)),
    ];
    for (const attributes of edits) {
      const { accepted, checks, signatures } = await judged({ attributes });
      assert.equal(accepted, false);
      assert.equal(checks.find(({ check }) => check === "signature-value")?.status, "passed");
      assert.deepEqual(
        signatures.map(({ standing }) => standing),
        ["failed"],
      );
    }
    assert.equal((await judged({})).signatures[0]?.standing, "validated");
  });

  it("is judged where its certificate is missing too", async () => {
    const primary = { signer, unsigned: stamped(), attributes: without(ATTRIBUTE.signingTime), version: 1 };
    const bytes = await signedPackage({ primary, certificates: signer.issuers });
    const issues = await refusal(bytes);
    const { checks } = await verifyPackage(bytes, { trust: await testTrust(), clock });
    const names = (list: Verdict["checks"]) => list.map(({ check, subject }) => `${check} ${subject?.timestamp}`);
    assert.deepEqual(names(checks), names((await judged({})).checks), "each check is told once, run or not");
    assertTold(issues, "signature-certificate-missing", /does not hold the certificate/);
    assertTold(issues, "signature-attribute-missing", /lacks the attribute signing-time/);
    assertTold(issues, "signature-malformed", /version/);
  });

  it("is judged where a countersignature has a commitment that cannot be read, which might be a repository's", async () => {
    const repository = testIssued("repository");
    const commitmentType = { type: ATTRIBUTE.commitmentType, values: [octetString(Buffer.from("x"))] };
    const by = (edit: Partial<SignerPlan>) =>
      signedPackage({
        primary: { signer, unsigned: countersigned({ signer: repository, ...edit }) },
        certificates: [...chainOf(signer), ...chainOf(repository)],
      });
    const issues = await refusal(await by({ attributes: replacing(commitmentType) }));
    assertTold(issues, "signature-attribute-invalid", /commitment-type/);
    assert.ok(issues.some(({ subject }) => subject?.placement === "countersignature"));
    const count = async (edit: Partial<SignerPlan>): Promise<readonly [string, number]> => {
      const { outcome, signatures } = await verifyPackage(await by(edit), { trust: await testTrust(), clock });
      return [outcome, signatures.length];
    };
    assert.deepEqual(await count({}), ["trusted", 2]);
    // One that says readably that it is no repository's is passed over.
    assert.deepEqual(await count({ attributes: without(ATTRIBUTE.commitmentType) }), ["trusted", 1]);
    assert.deepEqual(await count({ kind: "author" }), ["trusted", 1]);
  });

  it("has no owner without a name", async () => {
    const plan = { signer: testIssued("repository"), kind: "repository" } as const;
    for (const owners of [["ann", " "], [""]]) {
      const issues = await signed({ ...plan, attributes: replacing(...repositoryAttributes(owners)) });
      assertTold(issues, "repository-owners-malformed", /has a blank owner/);
    }
  });

  it("holds a manifest in a package of NuGet", async () => {
    const issues = await refusal(await signedPackage({ primary: { signer, unsigned: stamped() }, detached: true }));
    assertTold(issues, "signature-content-malformed", /is missing: the signature is detached/);
  });

  it("holds no content beside a file", async () => {
    const file = Buffer.from("a file of any kind");
    const message = { content: file, primary: { signer, unsigned: stamped() } };
    assertTold(await refusal(file, await signedMessage(message)), "signature-malformed", /holds content although/);
    const detached = await signedMessage({ ...message, detached: true });
    const verdict = await verifyPackage(file, { trust: await testTrust(), clock, signature: detached });
    assert.equal(verdict.outcome, "trusted");
  });

  it("has one signed attribute or more, and no more than the budget", async () => {
    const none = await signed({ attributes: () => [] });
    assertTold(none, "signature-malformed", /holds no attribute/);
    const values = (count: number) => Array.from({ length: count }, (_, at) => utf8String(`${at}`));
    // Five attributes of one value each are there already, and the sixth counts too.
    const having = (count: number): Partial<SignerPlan> => ({
      attributes: (usual) => [...usual, { type: "1.3.6.1.4.1.32473.9", values: values(count) }],
    });
    assertTold(await signed(having(90)), "signature-malformed", /holds more than 100 attributes and values/);
    assert.equal((await judged(having(89))).outcome, "trusted");
  });

  it("lists no more digest algorithms than the budget", async () => {
    const sha256 = sequence(oid("2.16.840.1.101.3.4.2.1"));
    const others = Array.from({ length: 100 }, (_, at) => sequence(oid(`1.3.6.1.4.1.32473.${at}`)));
    const message = { primary: { signer, unsigned: stamped() } };
    const issues = await refusal(await signedPackage({ ...message, digestAlgorithms: [sha256, ...others] }));
    assertTold(issues, "signature-malformed", /holds more than 100 values/);
    const right = await verifyPackage(
      await signedPackage({ ...message, digestAlgorithms: [sha256, ...others.slice(1)] }),
      { trust: await testTrust(), clock },
    );
    assert.equal(right.outcome, "trusted");
  });

  it("bears no more timestamps than the budget, of which the first gives no time then", async () => {
    const tokens = (count: number) => async (value: Uint8Array) => [
      timestampAttribute(...Array.from({ length: count }, (_, at) => token(value, { serialNumber: `${10 + at}` }))),
    ];
    const issues = await signed({ unsigned: tokens(11) });
    assertTold(issues, "timestamp-malformed", /holds 11 timestamps where 10 are read/);
    assert.equal((await judged({ unsigned: tokens(10) })).outcome, "trusted");
  });

  it("bears a timestamp whose accuracy has parts from 1 to 999 (RFC 3161 §2.4.2)", async () => {
    for (const part of [1000, 0])
      for (const accuracy of [{ millis: part }, { micros: part }]) {
        const issues = await signed({ unsigned: stamped({ accuracy }) });
        assertTold(issues, "timestamp-malformed", new RegExp(`has ${part} where 1 to 999 may stand`));
      }
    const most = stamped({ accuracy: { millis: 999, micros: 999 } });
    assert.equal((await judged({ unsigned: most })).outcome, "trusted");
  });
});
