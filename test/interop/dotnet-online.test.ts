import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { formats } from "../../lib/formats/index.js";
import {
  createDevelopmentPki,
  type DevelopmentPki,
  type DevelopmentSigner,
  type LoopbackServer,
  type RevocationAuthority,
  serveRevocation,
  toPem,
} from "../../lib/testing/index.js";
import { signPackage } from "../../lib/sign/index.js";
import { testDevelopmentKeys, testKey } from "../../test-certs/index.js";
import { dotnetVerify, makePackage } from "./dotnet.js";
import { interopKit, makeTool, temporaryFolder } from "./kit.js";

const clock = (): Date => new Date();

describe("dotnet nuget verify online, against the CRLs that the development PKI serves", function () {
  this.timeout(120_000);
  const folder = temporaryFolder();
  const unsigned = join(folder, "unsigned.nupkg");
  const authorities = new Map<string, RevocationAuthority>();
  let server: LoopbackServer;
  let pki: DevelopmentPki;
  let tool: string;

  before(async function () {
    await interopKit(this);
    server = await serveRevocation(authorities);
    pki = await createDevelopmentPki({ keys: testDevelopmentKeys(), revocationUrl: server.url });
    for (const [name, authority] of pki.revocationAuthorities) authorities.set(name, authority);
    const [codeSigning, timestamping] = pki.anchors.map(({ certificate }, index) => {
      const file = join(folder, `root-${index}.pem`);
      writeFileSync(file, toPem("CERTIFICATE", certificate));
      return file;
    });
    tool = await makeTool(join(folder, "tool"), codeSigning ?? "", timestamping ?? "");
    await makePackage(unsigned);
  });

  after(async () => server.close());

  async function signed(name: string, signer: DevelopmentSigner): Promise<string> {
    const source = Uint8Array.from(readFileSync(unsigned));
    const timestamp = { sources: [pki.timestamps] };
    const made = await signPackage(source, {
      signer,
      trust: pki.trust,
      clock,
      timestamp,
      format: formats.nupkg,
    });
    writeFileSync(join(folder, name), await made.toBytes());
    return join(folder, name);
  }

  it("trusts a signer that is not revoked, and warns of nothing", async () => {
    const path = await signed("good.nupkg", pki.author);
    const [verdict] = await dotnetVerify([path], { tool, revocation: "online" });
    assert.deepEqual(verdict, { ...verdict, verdict: "trusted", codes: [], warnings: [] });
  });

  it("refuses a signer that was revoked, though it trusts it offline", async () => {
    const signer = await pki.issue({ subject: "CN=Revoked", purpose: "code-signing", key: testKey("defective") });
    const path = await signed("revoked.nupkg", signer);
    pki.revoke(signer, { revokedAt: new Date(clock().getTime() - 60_000), reason: "keyCompromise" });
    const [online] = await dotnetVerify([path], { tool, revocation: "online" });
    assert.deepEqual(online?.codes, ["NU3012"]);
    const [offline] = await dotnetVerify([path], { tool, revocation: "offline" });
    assert.equal(offline?.verdict, "trusted");
  });
});
