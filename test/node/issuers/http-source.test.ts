import assert from "node:assert/strict";
import {
  type ChainVerdict,
  createTrustStore,
  createVerifier,
  type IssuerAttempt,
  type IssuerSource,
  validateCertificate,
} from "../../../lib/index.js";
import { httpIssuerSource } from "../../../lib/node/index.js";
import { authorityInformationAccess, signerExtensions } from "../../../lib/testing/index.js";
import { testCertificate } from "../../../test-certs/index.js";
import { authority, CA, intermediate, NOW } from "../../path/make.js";
import { clock, testTrust } from "../../sign/fixture.js";
import { signedMessage } from "../../support/message.js";
import { signedPackage } from "../../support/package.js";
import { author } from "../../support/signers.js";
import { unusedPort, withServer } from "../loopback.js";
import { ca, caCertificate, caNaming, certsOnly, hang, signerNaming, site, top, topCertificate } from "./servers.js";

const LOCAL = { allowAddresses: ["127.0.0.1"] } as const;
const loopback = (more: object = {}): IssuerSource => httpIssuerSource({ ...LOCAL, ...more });

async function validated(leaf: Uint8Array, issuers?: IssuerSource, signal?: AbortSignal): Promise<ChainVerdict> {
  const trust = await createTrustStore("roots", [
    { certificate: topCertificate, purposes: ["code-signing"], origin: "test" },
  ]);
  const options = { trust, purpose: "any", at: new Date(NOW), profile: "rfc5280" } as const;
  return validateCertificate(leaf, { ...options, ...(issuers && { issuers }), ...(signal && { signal }) });
}

/** What became of each address, as `/path result`. */
function told(attempts: readonly IssuerAttempt[] | undefined, url: string): readonly string[] {
  return (attempts ?? []).map(({ origin, result }) => `${origin.replace(url, "")} ${result}`);
}

/** Why the chain is incomplete. */
function reason({ issues }: ChainVerdict): readonly IssuerAttempt[] | undefined {
  const [issue] = issues;
  assert.equal(issue?.code, "chain-incomplete");
  return issue.code === "chain-incomplete" ? issue.details.fetched : undefined;
}

describe("issuers over HTTP", () => {
  it("are fetched as one certificate in DER, or as a certs-only CMS (RFC 5280 §4.2.2.1), and told in the verdict", async () => {
    const stranger = intermediate(authority("Stranger"), top);
    const { listener, asked } = site({
      "/ca.cer": caCertificate,
      "/ca.p7c": certsOnly(stranger, new Uint8Array([0x30, 0]), caCertificate),
    });
    await withServer(listener, async (url) => {
      for (const [path, certificates] of [
        ["/ca.cer", 1],
        ["/ca.p7c", 2],
      ] as const) {
        const leaf = signerNaming(`ldap://directory.example/CA`, `${url}${path}`);
        assert.equal((await validated(leaf)).valid, false, "without a source");
        assert.equal(asked.get(path), undefined, "nothing is fetched unless it is asked for");
        const verdict = await validated(leaf, loopback());
        assert.equal(verdict.valid, true, path);
        assert.deepEqual(verdict.fetched, [{ origin: `${url}${path}`, result: "found", certificates }]);
      }
    });
  });

  it("lead on to their own issuers, each address asked once in a run and remembered by the source", async () => {
    const lower = authority("Lower CA");
    await withServer(
      (request, response) => listener(request, response),
      async (url) => {
        Object.assign(answers, {
          "/lower.cer": caNaming({ ...lower, issuer: ca, extensions: CA }, `${url}/ca.cer`),
          "/ca.cer": caCertificate,
        });
        const leaf = caNaming({ ...authority("Leaf"), issuer: lower }, `${url}/lower.cer`, `${url}/lower.cer`);
        const source = loopback();
        assert.equal((await validated(leaf, source)).valid, true);
        assert.equal((await validated(leaf, source)).valid, true);
        assert.deepEqual([...asked.values()], [1, 1]);
      },
    );
  });
  const answers: Record<string, Uint8Array> = {};
  const { listener, asked } = site(answers);

  it("that cannot be had are named, with what came of it, as the reason why the chain is incomplete", async () => {
    const { listener: listen } = site({
      "/page": (_request, response) => response.writeHead(200, { "content-type": "text/html" }).end("<p>log in</p>"),
      "/noise": Buffer.from("nothing that is a certificate"),
      "/signed": await signedMessage({ content: new Uint8Array(9), primary: { signer: await author() } }),
      "/cut": certsOnly(caCertificate).subarray(0, -1),
      "/large": new Uint8Array(1024 * 1024 + 1),
      "/private": (_request, response) => response.writeHead(302, { location: "http://10.0.0.1/ca.cer" }).end(),
      "/metadata": (_request, response) => response.writeHead(302, { location: "http://169.254.169.254/" }).end(),
      "/round": (_request, response) => response.writeHead(302, { location: "/round" }).end(),
      "/hung": hang,
      "/half": (_request, response) => void response.writeHead(200).write(caCertificate.subarray(0, 20)),
      "/other": intermediate(authority("Stranger"), top),
    });
    await withServer(listen, async (url) => {
      for (const [path, result] of [
        ["/page", "invalid"],
        ["/noise", "invalid"],
        ["/signed", "invalid"],
        ["/cut", "invalid"],
        ["/large", "too-large"],
        ["/private", "blocked"],
        ["/metadata", "blocked"],
        ["/round", "unavailable"],
        ["/missing", "unavailable"],
        ["/hung", "timeout"],
        ["/half", "timeout"],
        ["/other", "found"],
      ]) {
        const verdict = await validated(signerNaming(`${url}${path}`), loopback({ timeoutMs: 250 }));
        assert.deepEqual(told(reason(verdict), url), [`${path} ${result}`]);
        assert.deepEqual(told(verdict.fetched, url), [`${path} ${result}`]);
        assert.match(verdict.issues[0]?.message ?? "", new RegExp(`; ${url}${path} `));
      }
    });
    const closed = await validated(signerNaming(`http://127.0.0.1:${await unusedPort()}/ca.cer`), loopback());
    assert.equal(reason(closed)?.[0]?.result, "unavailable");
  });

  it("are asked for at no address that is not public, unless it is listed", async () => {
    const { listener: listen, asked: requests } = site({ "/ca.cer": caCertificate });
    await withServer(listen, async (url) => {
      const verdict = await validated(signerNaming(`${url}/ca.cer`), httpIssuerSource());
      assert.deepEqual(told(reason(verdict), url), ["/ca.cer blocked"]);
      assert.equal(requests.size, 0);
    });
  });

  it("that lead on and on end within a limit, and the verdict says so", async () => {
    let served = 0;
    const endless = authority("Endless CA 0");
    await withServer(
      (_request, response) => {
        served += 1;
        const below = served === 1 ? endless : authority(`Endless CA ${served - 1}`, endless.key);
        const above = authority(`Endless CA ${served}`, endless.key);
        response.end(caNaming({ ...below, issuer: above, extensions: CA }, `${url}/${served}`));
      },
      async (at) => {
        url = at;
        const verdict = await validated(caNaming({ ...authority("Leaf"), issuer: endless }, `${url}/0`), loopback());
        assert.equal(served, 10);
        assert.deepEqual(told(reason(verdict), url), ["/10 not-asked"]);
      },
    );
  });
  let url = "";

  it("cost a batch of eight packages one request, and one time-out where the server hangs", async () => {
    for (const [path, outcome, result] of [
      ["/issuer.cer", "trusted", "found"],
      ["/hung", "untrusted", "timeout"],
    ] as const) {
      const { listener: listen, asked: requests } = site({
        "/issuer.cer": testCertificate("code-signing-issuer"),
        "/hung": hang,
      });
      await withServer(listen, async (at) => {
        const caIssuers = [`${at}${path}`];
        const extensions = [...signerExtensions("code-signing"), authorityInformationAccess({ caIssuers })];
        const signer = await author({ extensions });
        const source = await signedPackage({ primary: { signer }, certificates: [signer.certificate] });
        const issuers = loopback({ timeoutMs: path === "/hung" ? 300 : 30_000 });
        const verifier = createVerifier({ trust: await testTrust(), clock, policy: "audit", issuers });
        const items = Array.from({ length: 8 }, (_, index) => ({ key: String(index), source }));
        for await (const judged of verifier.verifyMany(items, { concurrency: 3 })) {
          assert.ok("verdict" in judged);
          assert.equal(judged.verdict.outcome, outcome);
          assert.deepEqual(told(judged.verdict.signatures[0]?.fetched, at), [`${path} ${result}`]);
        }
        assert.deepEqual([...requests], [[path, 1]]);
      });
    }
  });

  it("end with the run's deadline, which is one for all that it waits for", async () => {
    const { listener: listen, asked: requests } = site({ "/1": hang });
    await withServer(listen, async (one) =>
      withServer(listen, async (other) => {
        const run = loopback({ deadlineMs: 200 }).forRun?.() ?? assert.fail("has no runs");
        assert.deepEqual(told(reason(await validated(signerNaming(`${one}/1`), run)), one), ["/1 timeout"]);
        assert.deepEqual(told(reason(await validated(signerNaming(`${other}/1`), run)), other), ["/1 not-asked"]);
        assert.equal(requests.get("/1"), 1);
      }),
    );
  });

  it("are not asked for again in a run at a server that did not answer, and are in the next", async () => {
    let hangs = true;
    const { listener: listen, asked: requests } = site({
      "/hung": hang,
      "/ca.cer": (_request, response) => {
        if (!hangs) response.end(caCertificate);
      },
    });
    await withServer(listen, async (at) => {
      const source = loopback({ timeoutMs: 200 });
      const run = source.forRun?.() ?? assert.fail("has no runs");
      assert.equal((await validated(signerNaming(`${at}/hung`), run)).valid, false);
      assert.deepEqual(told(reason(await validated(signerNaming(`${at}/ca.cer`), run)), at), ["/ca.cer timeout"]);
      assert.equal(requests.get("/ca.cer"), undefined);
      hangs = false;
      assert.equal((await validated(signerNaming(`${at}/ca.cer`), source)).valid, true);
    });
  });

  it("are given up when the caller gives up, also by a source that does not listen", async () => {
    await withServer(hang, async (at) => {
      for (const issuers of [loopback(), { find: () => new Promise<never>(() => undefined) }]) {
        const giveUp = new AbortController();
        const pending = validated(signerNaming(`${at}/ca.cer`), issuers, giveUp.signal);
        setTimeout(() => giveUp.abort(new Error("enough")), 50);
        await assert.rejects(pending, /enough|cancelled by the caller/);
      }
    });
  });

  it("refuse a deadline that is none", () => {
    for (const deadlineMs of [0, 1.5, Number.NaN, 2 ** 40])
      assert.throws(() => httpIssuerSource({ deadlineMs }), { code: "config" });
  });
});
