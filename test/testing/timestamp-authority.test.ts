import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import * as pkijs from "pkijs";
import { createTimestampAuthority, type TimestampAuthorityOptions, toPem } from "../../lib/testing/index.js";
import { TransportError } from "../../lib/report/index.js";
import { testCertificate, testTimestampIdentity } from "../../test-certs/index.js";
import { temporaryFolder } from "../interop/kit.js";
import { opensslCmsVerify, opensslTsQuery, opensslTsVerify } from "../interop/openssl.js";
import { requireCommands } from "../interop/tools.js";

const genTime = new Date("2030-05-06T07:08:09.120Z");
const data = Buffer.from("what is stamped");

describe("the development timestamp authority", function () {
  this.timeout(60_000);
  const roots = join(temporaryFolder(), "roots.pem");
  const identity = testTimestampIdentity();
  let query: Uint8Array;

  before(async function () {
    requireCommands(this, "openssl");
    writeFileSync(roots, toPem("CERTIFICATE", testCertificate("timestamping-root")));
    query = await opensslTsQuery(data);
  });

  const authority = (options: TimestampAuthorityOptions = {}): ReturnType<typeof createTimestampAuthority> =>
    createTimestampAuthority(identity, { clock: () => genTime, ...options });
  const judge = async (response: Uint8Array): ReturnType<typeof opensslTsVerify> =>
    opensslTsVerify({ response, query, roots, at: genTime });

  const honest: readonly (readonly [string, TimestampAuthorityOptions])[] = [
    ["by default", {}],
    ["without accuracy", { accuracy: undefined }],
    ["with accuracy to the microsecond", { accuracy: { seconds: 2, millis: 300, micros: 4 } }],
    ["with a fraction of a second", { fractions: true }],
    ["with a policy of its own", { policy: "1.3.6.1.4.1.99999.7" }],
    ["with ordering and the authority's name", { ordering: true, tsaName: true }],
    ["with signing-certificate v1", { signingCertificate: "v1" }],
    ["with both signing-certificate attributes", { signingCertificate: "both" }],
    ["with the root in the set", { certificates: "with-root" }],
    ["with the leaf alone", { certificates: "leaf" }],
    ["with SHA-512", { hash: "sha512", algorithm: { name: "rsa-pkcs1", hash: "sha512" } }],
  ];
  for (const [how, options] of honest) {
    it(`stamps ${how}, and openssl accepts it`, async () => {
      const { accepted, says } = await judge(await authority(options).request(query, {}));
      assert.ok(accepted, says);
    });
  }

  it("stamps with RSASSA-PSS, which openssl knows in CMS, not in its own timestamps", async () => {
    const response = await authority({ algorithm: { name: "rsa-pss", hash: "sha256" } }).request(query, {});
    const { timeStampToken } = pkijs.TimeStampResp.fromBER(Uint8Array.from(response));
    const signature = new Uint8Array(timeStampToken?.toSchema().toBER() ?? assert.fail("no token"));
    const { accepted, says } = await opensslCmsVerify({ signature, roots, at: genTime });
    assert.ok(accepted, says);
  });

  /** Those that openssl sees, with its words. */
  const refused = [
    ["wrong-nonce", "nonce mismatch"],
    ["no-nonce", "nonce not returned"],
    ["wrong-imprint", "message imprint mismatch"],
    ["sha1-imprint", "message imprint mismatch"],
    ["bad-signature", "signature failure"],
    ["no-certificate", "signer certificate not found"],
    ["no-signing-certificate", "missing signing certificate attribute"],
    ["wrong-signing-certificate", "ess"],
    ["not-tst-info", "bad pkcs7 type"],
    ["expired", "certificate has expired"],
    ["not-yet-valid", "certificate is not yet valid"],
    ["not-critical-eku", "unsuitable certificate purpose"],
    ["not-sole-eku", "unsuitable certificate purpose"],
    ["no-eku", "unsuitable certificate purpose"],
    ["wrong-eku", "unsuitable certificate purpose"],
    ["untrusted", "unable to get local issuer certificate"],
    ["rejection", "rejection"],
    ["truncated", "not enough data"],
    ["garbage", "wrong tag"],
    ["empty", "FAILED"],
  ] as const;
  for (const [fault, words] of refused) {
    it(`shows the fault ${fault}`, async () => {
      const { accepted, says } = await judge(await authority({ fault }).request(query, {}));
      assert.ok(!accepted);
      assert.match(says, new RegExp(words, "i"));
    });
  }

  it("shows the faults that openssl lets pass: another time, policy, digest or key size", async () => {
    const dates = { future: "2030-05-08T07:08:09.000Z", past: "2030-05-04T07:08:09.000Z" };
    for (const [fault, date] of Object.entries(dates)) {
      const token = await authority({ fault: fault as "future" | "past" }).request(query, {});
      assert.equal(readToken(token).tstInfo.genTime.toISOString(), date);
    }
    const sha1 = readToken(await authority({ fault: "sha1" }).request(query, {}));
    assert.equal(sha1.signedData.signerInfos[0]?.digestAlgorithm.algorithmId, "1.3.14.3.2.26");
    const policy = readToken(await authority({ fault: "wrong-policy" }).request(query, {}));
    assert.equal(policy.tstInfo.policy, "1.3.6.1.4.1.32473.1.1");
    const signers = await Promise.all(
      (["weak-key", "sha1-certificate"] as const).map(async (fault) =>
        readToken(await authority({ fault }).request(query, {})),
      ),
    );
    const [weak, certified] = signers.map(({ signedData }) => signedData.certificates?.[0]);
    assert.ok(weak instanceof pkijs.Certificate && certified instanceof pkijs.Certificate);
    assert.ok(weak.subjectPublicKeyInfo.subjectPublicKey.valueBlock.valueHexView.length < 160);
    assert.equal(certified.signatureAlgorithm.algorithmId, "1.2.840.113549.1.1.5");
  });

  it("writes DER: what it makes is the same when pkijs has read and written it", async () => {
    const response = await authority({ fractions: true, tsaName: true }).request(query, {});
    assert.deepEqual(
      new Uint8Array(pkijs.TimeStampResp.fromBER(Uint8Array.from(response)).toSchema().toBER()),
      response,
    );
  });

  it("stamps the same bytes twice if clock and numbers are the same", async () => {
    const options = { firstSerialNumber: 300 };
    const [first, second] = [authority(options), authority(options)];
    assert.deepEqual(await first.request(query, {}), await second.request(query, {}));
    assert.equal(serialOf(await first.request(query, {})), "012d");
  });

  it("leaves certificates out when they were not asked for (RFC 3161 §2.4.1, certReq)", async () => {
    const bare = await opensslTsQuery(data, { certificates: false });
    assert.equal(readToken(await authority().request(bare, {})).signedData.certificates, undefined);
  });

  it("fails request by request when it is given a list, and is honest after it", async () => {
    const flaky = authority({ fault: ["http-503", undefined, "wrong-nonce"] });
    await assert.rejects(flaky.request(query, {}), (error) => error instanceof TransportError && error.retryable);
    assert.ok((await judge(await flaky.request(query, {}))).accepted);
    assert.ok(!(await judge(await flaky.request(query, {}))).accepted);
    assert.ok((await judge(await flaky.request(query, {}))).accepted);
    assert.equal(flaky.requestCount, 4);
  });

  it("fails on the wire as a transport adapter would say it", async () => {
    const reasons = {
      reset: "unreachable",
      "http-404": "http-status",
      "http-500": "http-status",
      html: "wrong-content",
      "wrong-content-type": "wrong-content",
      oversized: "too-large",
      "redirect-loop": "http-status",
      timeout: "timeout",
      "slow-drip": "timeout",
    } as const;
    for (const [fault, reason] of Object.entries(reasons)) {
      const failing = authority({ fault: fault as keyof typeof reasons });
      await assert.rejects(
        failing.request(query, {}),
        (error) => error instanceof TransportError && error.reason === reason,
      );
    }
  });

  it("hangs until the caller gives up", async () => {
    const caller = new AbortController();
    let settled = false;
    const hanging = authority({ fault: "timeout" })
      .request(query, { signal: caller.signal })
      .finally(() => (settled = true));
    await new Promise((resolve) => setImmediate(resolve));
    assert.equal(settled, false);
    caller.abort();
    await assert.rejects(hanging, TransportError);
  });
});

function readToken(response: Uint8Array): { signedData: pkijs.SignedData; tstInfo: pkijs.TSTInfo } {
  const { timeStampToken } = pkijs.TimeStampResp.fromBER(Uint8Array.from(response));
  const signedData = new pkijs.SignedData({ schema: (timeStampToken ?? assert.fail("no token")).content });
  const content = signedData.encapContentInfo.eContent?.getValue() ?? assert.fail("no content");
  return { signedData, tstInfo: pkijs.TSTInfo.fromBER(content) };
}

function serialOf(response: Uint8Array): string {
  return Buffer.from(readToken(response).tstInfo.serialNumber.valueBlock.valueHexView).toString("hex");
}
