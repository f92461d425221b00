import assert from "node:assert/strict";
import { type Fingerprint, parseCertificates } from "../../lib/index.js";
import { defaultProvider, KeyRing } from "../../lib/crypto/index.js";
import { defaultBudgets } from "../../lib/policy/index.js";
import type { IssuedCertificate } from "../../lib/testing/index.js";
import { readSuccessions } from "../../lib/verify/index.js";
import { testIssued, testKey } from "../../test-certs/index.js";
import { ATTRIBUTE, type Attributes, chainOf, CONTENT, type MessagePlan, signedMessage } from "../support/message.js";
import { author } from "../support/signers.js";

describe("a statement that announces a change of key", () => {
  const leaving = testIssued("author-rsa-2048");
  const keys = new KeyRing(defaultProvider);
  let from: Fingerprint;
  let serialNumber: string;

  before(async () => {
    const [certificate] = await parseCertificates(leaving.certificate);
    if (certificate === undefined) assert.fail("no certificate");
    from = certificate.fingerprint;
    serialNumber = certificate.serialNumber;
  });

  const statement = (): string =>
    JSON.stringify({
      schema: "countersign.succession/1",
      from,
      to: `sha256:${"b".repeat(64)}`,
      notBefore: "2026-01-01T00:00:00Z",
    });
  const read = async (signer: IssuedCertificate, plan: Partial<MessagePlan> = {}) => {
    const message = await signedMessage({ content: Buffer.from(statement()), primary: { signer }, ...plan });
    return readSuccessions([message], keys, defaultBudgets);
  };
  const refused = (signer: IssuedCertificate, received: RegExp, plan: Partial<MessagePlan> = {}) =>
    assert.rejects(read(signer, plan), { code: "config", received });

  it("holds if the key that leaves has signed it", async () => {
    const [succession] = await read(leaving);
    assert.equal(succession?.from, from);
  });

  it("is nobody else's to make, whoever's certificate lies beside it", async () => {
    const key = testKey("author-rsa-3072");
    const twin = await author({ subject: "CN=Author author-rsa-2048,O=Countersign Test", serialNumber, key });
    const stranger = await author({ subject: "CN=Stranger", key });
    for (const signer of [twin, stranger]) {
      const both = [leaving.certificate, ...chainOf(signer)];
      for (const certificates of [both, [...both].reverse()])
        await refused(signer, /did not sign itself/, { certificates });
    }
    await refused(stranger, /without its certificate/, { certificates: [leaving.certificate] });
  });

  it("is signed as a statement in data, with its attributes and by SHA-2", async () => {
    const foreign = Buffer.from("06092a864886f70d010705", "hex"); // id-digestedData
    const attributes = (usual: Attributes): Attributes =>
      usual.map((one) => (one.type === ATTRIBUTE.contentType ? { ...one, values: [foreign] } : one));
    const byHash = { signer: leaving, hash: "sha1", algorithm: { name: "rsa-pkcs1", hash: "sha1" } } as const;
    const weak = /whose signature does not hold/;
    await refused(leaving, weak, { primary: { signer: leaving, attributes } });
    await refused(leaving, weak, { contentType: CONTENT.digestedData });
    await refused(leaving, weak, { primary: { signer: leaving, attributeForm: "none" } });
    await refused(leaving, weak, { primary: byHash });
    await refused(leaving, /without the statement inside/, { detached: true });
  });

  it("says each thing once, and nothing that is not known", async () => {
    const twice = statement().replace("{", `{"to":"sha256:${"c".repeat(64)}",`);
    await refused(leaving, /"to" a second time/, { content: Buffer.from(twice) });
    const wrong = await signedMessage({
      content: Buffer.from(statement().replace('"notBefore"', '"noSooner"')),
      primary: { signer: leaving },
    });
    const right = await signedMessage({ content: Buffer.from(statement()), primary: { signer: leaving } });
    await assert.rejects(readSuccessions([right, wrong], keys, defaultBudgets), {
      code: "config",
      at: "request.successions[1].noSooner",
    });
    await refused(leaving, /__proto__/, { content: Buffer.from(statement().replace("{", '{"__proto__":{},')) });
  });
});
