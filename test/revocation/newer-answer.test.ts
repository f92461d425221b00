import assert from "node:assert/strict";
import {
  buildOcspResponse,
  type CertificateAuthority,
  type ExtensionInput,
  ocspCertId,
  type OcspStatus,
} from "../../lib/testing/index.js";
import { sequence } from "../../lib/testing/encode.js";
import { days, judgeLeaf, leafWith, smallPki } from "./small-pki.js";

interface Answer {
  readonly thisUpdate: Date;
  readonly nextUpdate: Date;
  readonly status?: OcspStatus;
  readonly extensions?: readonly ExtensionInput[];
  readonly by?: CertificateAuthority;
}

const unknown: ExtensionInput = { oid: "1.2.3.4", critical: true, value: sequence() };
const revoked: OcspStatus = { status: "revoked", revokedAt: days(-2), reason: "keyCompromise" };
const held: OcspStatus = { ...revoked, reason: "certificateHold" };
const older = { thisUpdate: days(-3), nextUpdate: days(3) };
const newer = { thisUpdate: days(-1), nextUpdate: days(1) };

async function answer({ thisUpdate, nextUpdate, status, extensions, by }: Answer): Promise<Uint8Array> {
  const { issuer } = await smallPki();
  const certId = ocspCertId({ subject: issuer.subject, publicKeyInfo: issuer.key.publicKeyInfo }, "0a", "sha1");
  const dates = { certId, thisUpdate, nextUpdate };
  const single = { ...dates, ...(status ?? { status: "good" }), ...(extensions && { extensions }) };
  return buildOcspResponse({ responder: by ?? issuer, producedAt: thisUpdate, responses: [single] });
}

async function judge(...answers: readonly Answer[]) {
  const ocsp = await Promise.all(answers.map(answer));
  const { leaf, problems } = await judgeLeaf(await leafWith(), { ocsp });
  return { status: leaf.status, problems };
}

describe("a newer OCSP answer that can't be used", () => {
  const left = "its responder has given a newer one, which can’t be used";

  for (const [title, change] of [
    ["an extension is critical and not understood", { extensions: [unknown] }],
    ["it is malformed", { nextUpdate: days(-1.5) }],
  ] as const)
    it(`leaves an older one none that says "good": ${title}`, async () => {
      const unusable = { ...newer, status: revoked, ...change };
      assert.equal((await judge(older)).status, "good");
      const both = await judge(older, unusable);
      assert.equal(both.status, "unknown");
      assert.ok(both.problems.includes(left), both.problems.join());
      assert.equal((await judge(unusable, older)).status, "unknown");
      assert.equal((await judge({ ...older, status: revoked }, unusable)).status, "revoked");
    });

  it("says nothing of one that is newer yet", async () => {
    assert.equal((await judge({ ...older, extensions: [unknown] }, newer)).status, "good");
  });

  it("is an authorised responder's, or means nothing", async () => {
    const { stranger: by } = await smallPki();
    assert.equal((await judge(older, { ...newer, status: revoked, by, extensions: [unknown] })).status, "good");
  });

  it("is one that was on hold when it was current", async () => {
    const stale = { ...newer, nextUpdate: days(-0.5) };
    assert.equal((await judge(older, { ...stale, status: held })).status, "unknown");
    assert.equal((await judge(older, stale)).status, "good");
  });
});
