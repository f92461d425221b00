import assert from "node:assert/strict";
import {
  buildRepositorySignatures,
  ConfigError,
  explain,
  parseCertificates,
  requireAccepted,
  signPackage,
  verifyPackage,
} from "../../lib/index.js";
import { createNodeVerifier, openFile, systemClock as clock, verifyFile } from "../../lib/node/index.js";
import { bundledTrust } from "../../lib/trust/bundled/index.js";
import { testCertificate, testSigner } from "../../test-certs/index.js";

/** Calls as a program in JavaScript makes them: what a call promises is passed on without `await`. */
const CALLS: Readonly<Record<string, () => unknown>> = {
  "options.trust": () => verifyPackage(new Uint8Array(4), { trust: bundledTrust() as never, clock }),
  source: async () => (await createNodeVerifier()).verify(openFile("package.json") as never),
  "items[0].source": async () => {
    const items = [{ key: "a", source: openFile("package.json") as never }];
    for await (const result of (await createNodeVerifier()).verifyMany(items)) assert.ok(result);
  },
  "options.signer": async () =>
    signPackage(new Uint8Array(4), {
      signer: Promise.resolve(testSigner("repository")) as never,
      trust: await bundledTrust(),
      clock,
      timestamp: "none",
    }),
  verdict: () => requireAccepted(verifyFile("package.json") as never),
  "verdict ": () => explain(verifyFile("package.json") as never),
  "options.certificates": () =>
    buildRepositorySignatures({
      certificates: parseCertificates(testCertificate("code-signing-root")) as never,
      contentUrl: ({ fingerprint }) => `https://packages.example/${fingerprint}`,
    }),
};

describe("an ArrayBuffer in place of bytes", () => {
  it("is told as such, with what to pass", async () => {
    const call = async () => verifyPackage(new ArrayBuffer(4) as never, { trust: await bundledTrust(), clock });
    await assert.rejects(call, (error: unknown) => {
      assert.ok(error instanceof ConfigError, String(error));
      assert.equal(error.received, "an ArrayBuffer");
      assert.match(error.remedy, /new Uint8Array\(it\)/);
      return true;
    });
  });
});

describe("promises that were not awaited", () => {
  for (const [at, call] of Object.entries(CALLS))
    it(`are told as such: ${at}`, async () => {
      await assert.rejects(
        async () => call(),
        (error: unknown) => {
          assert.ok(error instanceof ConfigError, String(error));
          assert.equal(error.at, at.trim());
          assert.equal(error.received, "a promise");
          assert.match(error.remedy, /await/);
          return true;
        },
      );
    });

  it("and a content URL that is text is told what to write", () => {
    const call = (): unknown => buildRepositorySignatures({ certificates: [], contentUrl: "https://a.test/" as never });
    assert.throws(call, /options\.contentUrl: expected a function that gives the https URL of each certificate/);
  });
});
