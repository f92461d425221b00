import assert from "node:assert/strict";
import type { LoopbackServer } from "../../lib/testing/index.js";
import { countersign, documentOf } from "./harness.js";
import { environment, NOW, ownRoots, pemKey, pfxKey, pki, serveTestAuthority } from "./material.js";

interface Check {
  readonly check: string;
  readonly about: string;
  readonly status: string;
  readonly says: string;
}

describe("countersign doctor", () => {
  let authority: LoopbackServer;
  let liar: LoopbackServer;
  before(async () => {
    authority = await serveTestAuthority();
    liar = await serveTestAuthority({ fault: "wrong-imprint" });
  });
  after(async () => {
    await authority.close();
    await liar.close();
  });

  const run = (now: Date, ...words: readonly string[]) =>
    countersign(["doctor", ...words, ...ownRoots], { environment, now });

  it("finds a good set-up good: certificate, chain, key and authority", async () => {
    const { code, stdout } = await run(NOW, ...pfxKey("author-rsa-2048"), "--timestamp", authority.url);
    assert.equal(code, 0, stdout);
    assert.match(stdout, /ok {3}certificate-validity .* days left/);
    assert.match(stdout, /ok {3}chain .*complete/);
    assert.match(stdout, /ok {3}key .*trial signature/);
    assert.match(stdout, /ok {3}authority .*answered in \d+ ms/);
    assert.match(stdout, /^The signer's certificate: rsa of 2048 bits, sha256:[0-9a-f]{64}\.\nSigning would work\.$/m);
  });

  it("looks at a certificate without its key, and at keys that NuGet does not take", async () => {
    assert.equal((await run(NOW, ...pemKey("author-rsa-2048").slice(2))).code, 0);
    assert.equal((await run(NOW, ...pemKey("author-p-256"))).code, 0);
  });

  it("names the authorities that it can't ask without a key", async () => {
    const { code, stdout } = await run(NOW, ...pemKey("author-rsa-2048").slice(2), "--timestamp", authority.url);
    assert.equal(code, 0, stdout);
    assert.match(stdout, /authority http:\/\/127\.0\.0\.1:\d+: not asked, for there is no key for a trial signature/);
  });

  it("tries the hash and the deadline of the call", async () => {
    const silent = await serveTestAuthority({ fault: "timeout" });
    try {
      const started = performance.now();
      const words = ["--timestamp", silent.url, "--timestamp-deadline", "0.3", "--hash", "sha256"];
      const ran = await run(NOW, ...pfxKey("author-rsa-2048"), ...words);
      assert.equal(ran.code, 3, ran.stdout);
      assert.ok(performance.now() - started < 5000, "not the ten seconds of the default");
    } finally {
      await silent.close();
    }
    // A program that makes values of one hash alone is found out before release day.
    const key = pki("keys", "author-rsa-2048.pem");
    const program = `openssl pkeyutl -sign -inkey ${key} -pkeyopt digest:sha256`;
    const bare = [...pemKey("author-rsa-2048").slice(2), "--signer-command", program];
    assert.equal((await run(NOW, ...bare)).code, 0);
    assert.notEqual((await run(NOW, ...bare, "--hash", "sha512")).code, 0);
  });

  it("warns when the certificate ends soon", async () => {
    const ran = await run(new Date("2059-12-20T00:00:00Z"), ...pemKey("author-rsa-2048"), "--json");
    assert.equal(ran.code, 0, ran.stdout);
    const { healthy, checks } = documentOf(ran) as { healthy: boolean; checks: Check[] };
    assert.equal(healthy, true);
    assert.deepEqual([checks[0]?.check, checks[0]?.status], ["certificate-validity", "warning"]);
    const calm = await run(new Date("2059-12-20T00:00:00Z"), ...pemKey("author-rsa-2048"), "--days", "5", "--json");
    assert.equal((documentOf(calm)["checks"] as Check[])[0]?.status, "good");
  });

  it("says what is wrong, with what to do, by exit code 4", async () => {
    for (const [name, says] of [
      ["author-expired", /ended on/],
      ["author-wrong-eku", /code signing/],
      ["author-weak-key", /bits/],
    ] as const) {
      const { code, stdout } = await run(NOW, ...pfxKey(name));
      assert.equal(code, 4, stdout);
      assert.doesNotMatch(stdout, /→ Ask/, "the reader is the signer");
      assert.match(stdout, says);
      assert.match(stdout, /→ /);
      assert.match(stdout, /Signing would not work/);
    }
    const misfit = ["--key", pki("keys", "foreign.pem"), "--cert", pki("certs", "author-rsa-2048.pem")];
    assert.ok([2, 4].includes((await run(NOW, ...misfit)).code));
  });

  it("tells an authority that lies or is gone from one that is honest", async () => {
    const gone = await serveTestAuthority();
    await gone.close();
    const ran = await run(
      NOW,
      ...pfxKey("author-rsa-2048"),
      "--timestamp",
      `${authority.url},${liar.url},${gone.url}`,
      "--json",
    );
    assert.equal(ran.code, 3, ran.stdout);
    const checks = (documentOf(ran)["checks"] as Check[]).filter(({ check }) => check === "authority");
    assert.deepEqual(
      checks.map(({ status }) => status),
      ["good", "bad", "bad"],
    );
  });

  it("says that signing would work where one authority of several answers well, and not where none does", async () => {
    const by = (urls: string) => run(NOW, ...pfxKey("author-rsa-2048"), "--timestamp", urls);
    const one = await by(`${liar.url},${authority.url}`);
    assert.equal(one.code, 3);
    assert.match(one.stdout, /Signing would work, but not by every authority/);
    assert.match((await by(liar.url)).stdout, /Signing would not work/);
  });

  it("blames no authority for a key that can't sign", async () => {
    const { code, stdout } = await run(NOW, ...pfxKey("author-expired"), "--timestamp", authority.url);
    assert.equal(code, 4, stdout);
    assert.match(stdout, /warn authority .*not asked/);
    assert.doesNotMatch(stdout, /BAD {2}authority/);
  });

  it("looks at the machine's clock through the authority's", async () => {
    const { code, stdout } = await run(
      new Date("2026-11-20T00:00:00Z"),
      ...pfxKey("author-rsa-2048"),
      "--timestamp",
      authority.url,
    );
    assert.equal(code, 3, stdout);
    assert.match(stdout, /later than|future|clock/);
  });
});
