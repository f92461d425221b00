import assert from "node:assert/strict";
import { type CryptoProvider, defaultProvider } from "../../lib/crypto/index.js";
import { buildOcspResponse, ocspCertId } from "../../lib/testing/index.js";
import { readCertificate } from "../../lib/x509/index.js";
import { crlWith, days, judgeLeaf, leafWith, smallPki } from "./small-pki.js";

// Certificates and evidence may be put into a genuine signature by anybody, as many as it holds: each alone is cheap to read.
describe("a signature full of evidence, beside a bag full of certificates that might have signed it", () => {
  const pieces = 150;

  /** Copies of a certificate that bears the issuer's name, each with another key that is a point of no curve. */
  async function namesakes(count: number): Promise<readonly Uint8Array[]> {
    const { stranger } = await smallPki();
    return Array.from({ length: count }, (_, number) => withOtherKey(stranger.certificate, number));
  }

  function withOtherKey(certificate: Uint8Array, number: number): Uint8Array {
    const copy = Uint8Array.from(certificate);
    const read = readCertificate(copy);
    assert.ok(read.ok);
    const { publicKeyInfo } = read.value;
    new DataView(copy.buffer).setUint32(publicKeyInfo.byteOffset + publicKeyInfo.length - 4, number);
    return copy;
  }

  async function answerOfStranger(): Promise<Uint8Array> {
    const { issuer, stranger } = await smallPki();
    const certId = ocspCertId({ subject: issuer.subject, publicKeyInfo: issuer.key.publicKeyInfo }, "0a", "sha1");
    const responses = [{ certId, status: "good", thisUpdate: days(-1), nextUpdate: days(1) }] as const;
    return buildOcspResponse({ responder: stranger, producedAt: days(-1), responses });
  }

  const copies = (bytes: Uint8Array): Uint8Array[] => Array.from({ length: pieces }, () => Uint8Array.from(bytes));

  it("costs no more than the budget for CRLs, reads a hundred, and says that the budget is spent", async () => {
    const { stranger } = await smallPki();
    const question = { crls: copies(await crlWith({}, stranger)), bag: await namesakes(200) };
    const { leaf, codes, budget } = await judgeLeaf(await leafWith(), question);
    assert.equal(leaf.attempts.length, 100);
    assert.ok(codes.includes("chain-budget"), codes.join());
    assert.equal(
      budget.used("pathBuildSteps"),
      200,
      "the first CRL spends the signatures, and the others look at nobody",
    );
  });

  it("costs no more than the budget for OCSP answers", async () => {
    const bag = await Promise.all(
      Array.from({ length: 20 }, async (_, number) => leafWith([], `7f${String(number).padStart(2, "0")}`)),
    );
    const question = { ocsp: copies(await answerOfStranger()), bag, budgets: { pathBuildSteps: 500 } };
    const { leaf, codes, budget } = await judgeLeaf(await leafWith(), question);
    assert.equal(leaf.attempts.length, 100);
    assert.ok(codes.includes("chain-budget"), codes.join());
    assert.ok(budget.used("pathBuildSteps") <= 600, "one look more for each answer that comes too late");
  });

  it("hashes each key once, however many OCSP answers name their responder by one", async () => {
    const serials = Array.from({ length: 20 }, (_, number) => `7f${String(number).padStart(2, "0")}`);
    const leaf = await leafWith();
    const made = await Promise.all(serials.map((serial) => leafWith([], serial)));
    const bag = made.map((der, number) => withOtherKey(der, number));
    let digests = 0;
    const provider: CryptoProvider = {
      ...defaultProvider,
      digestSha1: (bytes) => {
        digests++;
        return defaultProvider.digestSha1(bytes);
      },
    };
    const { budget } = await judgeLeaf(leaf, { ocsp: copies(await answerOfStranger()), bag, provider });
    assert.equal(budget.used("pathBuildSteps"), 100 * bag.length, "each answer looks at all");
    assert.ok(digests < 30, `${digests} digests`);
  });

  it("hides no CRL of the issuer's own, in whatever place it stands among the first hundred", async () => {
    const { stranger } = await smallPki();
    const others = copies(await crlWith({ thisUpdate: days(-2) }, stranger)).slice(0, 90);
    const crls = [...others, await crlWith({ thisUpdate: days(-1) })];
    const { leaf } = await judgeLeaf(await leafWith(), { crls, bag: await namesakes(200) });
    assert.equal(leaf.status, "good");
  });
});
