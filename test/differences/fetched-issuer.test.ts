import assert from "node:assert/strict";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { authorityInformationAccess, signerExtensions } from "../../lib/testing/index.js";
import { verifyPackage } from "../../lib/index.js";
import { testCertificate } from "../../test-certs/index.js";
import { interopKit } from "../interop/kit.js";
import { clock, testTrust } from "../sign/fixture.js";
import { signedPackage } from "../support/package.js";
import { author } from "../support/signers.js";
import { stamped } from "../support/tokens.js";
import { dotnetJudges, errorsOf, exceptionRows, ours } from "./judged.js";

const NAME = "An intermediate that is not in the signature, and was fetched though offline was asked for";

describe("an intermediate that only its URL leads to", function () {
  this.timeout(60_000);
  let server: Server;
  let asked = 0;
  let alone: Uint8Array;
  let whole: Uint8Array;

  before(async () => {
    server = createServer((_request, response) => {
      asked += 1;
      response.writeHead(200, { "content-type": "application/pkix-cert" }).end(testCertificate("code-signing-issuer"));
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/issuer.cer`;
    const extensions = [...signerExtensions("code-signing"), authorityInformationAccess({ caIssuers: [url] })];
    const signer = await author({ extensions });
    const primary = { signer, unsigned: stamped() };
    alone = await signedPackage({ primary, certificates: [signer.certificate] });
    whole = await signedPackage({ primary });
  });
  after((done) => void server.close(done));

  it("is not fetched by us: the chain is incomplete", async () => {
    const before = asked;
    const verdict = await ours(alone);
    assert.ok(errorsOf(verdict).includes("chain-incomplete"), errorsOf(verdict).join());
    assert.equal(verdict.accepted, false, "the row is no longer needed: ours accepts");
    assert.equal(asked, before);
  });

  it("is trusted by us where it comes with the signature, or from a source that the caller gives", async () => {
    assert.equal((await ours(whole)).outcome, "trusted");
    const issuers = { find: async () => [testCertificate("code-signing-issuer")] };
    assert.equal((await verifyPackage(alone, { trust: await testTrust(), clock, issuers })).outcome, "trusted");
  });

  it("is fetched by dotnet in offline mode, as its row says", async function () {
    const { tool } = await interopKit(this);
    const judged = await dotnetJudges(
      new Map([
        ["alone", alone],
        ["whole", whole],
      ]),
      tool,
    );
    const row = exceptionRows().find(({ name }) => name === NAME) ?? assert.fail("has no row");
    assert.deepEqual(judged.get("alone"), row.evidence);
    assert.equal(judged.get("whole")?.verdict, "trusted");
    assert.ok(asked > 0, "the row is no longer needed: dotnet did not ask");
  });
});
