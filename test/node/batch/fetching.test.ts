import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { definePolicy, formats, policies, signPackage, type VerifierOptions } from "../../../lib/index.js";
import { planOf } from "../../../lib/node/batch/plan.js";
import { verifyFiles } from "../../../lib/node/batch/verify-files.js";
import { httpIssuerSource, httpRevocationSource } from "../../../lib/node/index.js";
import {
  authorityInformationAccess,
  createDevelopmentPki,
  createRevocationAuthority,
  type RevocationAuthority,
  serveRevocation,
  signerExtensions,
} from "../../../lib/testing/index.js";
import { createVerifier, type VerifyManyResult } from "../../../lib/verify/index.js";
import { testCertificate, testDevelopmentKeys } from "../../../test-certs/index.js";
import { clock, nupkg, testTrust } from "../../sign/fixture.js";
import { signedPackage } from "../../support/package.js";
import { author } from "../../support/signers.js";
import { hang, site } from "../issuers/servers.js";
import { withServer } from "../loopback.js";
import { withFolder } from "../temporary-folder.js";

const programs = { judging: new URL("thread.mjs", import.meta.url) };
const FILES = 120;
type Options = VerifierOptions & { readonly policy: typeof policies.standard };

describe("node: a batch of files that fetches, with threads asked for", function () {
  this.timeout(120_000);

  /** Judges so many copies with threads asked for, and says how they came out. */
  async function outcomes(folder: string, bytes: Uint8Array, options: Options): Promise<ReadonlySet<string>> {
    assert.equal(await planOf(options), undefined, "a thread would ask by itself: it stays on the main one");
    const items = Array.from({ length: FILES }, (_, index) => {
      const path = join(folder, `${index}.nupkg`);
      writeFileSync(path, bytes);
      return { key: path, path };
    });
    const results: VerifyManyResult[] = [];
    for await (const one of verifyFiles(createVerifier(options), options, items, { threads: 3 }, programs))
      results.push(one);
    assert.equal(results.length, FILES);
    return new Set(results.map((one) => ("verdict" in one ? one.verdict.outcome : one.error.reason)));
  }

  it("asks each issuer's address once, whether it answers or hangs", async () => {
    const { listener, asked } = site({ "/issuer.cer": testCertificate("code-signing-issuer"), "/hung": hang });
    await withServer(listener, async (url) => {
      for (const [path, outcome] of [
        ["/issuer.cer", "trusted"],
        ["/hung", "untrusted"],
      ] as const)
        await withFolder(async (folder) => {
          const access = authorityInformationAccess({ caIssuers: [url + path] });
          const signer = await author({ extensions: [...signerExtensions("code-signing"), access] });
          const bytes = await signedPackage({ primary: { signer }, certificates: [signer.certificate] });
          const plain: Options = { trust: await testTrust(), clock, policy: policies.standard, revocation: [] };
          assert.ok(await planOf(plain), "without issuers it would go to the threads");
          const issuers = httpIssuerSource({ allowAddresses: ["127.0.0.1"], timeoutMs: 2_000, deadlineMs: 30_000 });
          assert.deepEqual(await outcomes(folder, bytes, { ...plain, issuers }), new Set([outcome]));
          assert.equal(asked.get(path), 1);
        });
    });
  });

  it("asks each responder for all of them, though every one hangs", async () => {
    const authorities = new Map<string, RevocationAuthority>();
    const server = await serveRevocation(authorities);
    try {
      const now = clock();
      const pki = await createDevelopmentPki({ at: now, keys: testDevelopmentKeys(), revocationUrl: server.url });
      for (const [name, { issuer }] of pki.revocationAuthorities)
        authorities.set(name, createRevocationAuthority(issuer, { clock, fault: "timeout" }));
      const context = { trust: pki.trust, clock, format: formats.nupkg };
      const timestamp = { sources: [pki.timestamps] };
      const bytes = await (await signPackage(nupkg(), { ...context, signer: pki.author, timestamp })).toBytes();
      await withFolder(async (folder) => {
        const source = httpRevocationSource({ allowAddresses: ["127.0.0.1"], cacheDirectory: join(folder, "cache") });
        // OCSP may take two fifths of it and CRLs a half.
        const modeOf = (mode: "online" | "offline") =>
          definePolicy({ version: 1, name: mode, revocation: { mode, need: "require", deadlineMs: 6_000 } });
        const options = { trust: pki.trust, clock, revocation: [source] };
        assert.ok(await planOf({ ...options, policy: modeOf("offline") }), "offline it would go to the threads");
        const online = { ...options, policy: modeOf("online") };
        assert.deepEqual(await outcomes(folder, bytes, online), new Set(["inconclusive"]));
        const requests = [...authorities.values()].reduce((sum, { requestCount }) => sum + requestCount, 0);
        // Three certificates are asked about, by OCSP and then by CRL. Two of them come so late that all who wait may reach
        // their deadlines at once: a responder that is given up like this is not known to be down, and is asked once more.
        assert.ok(requests > 0 && requests <= 2 * 6, `${requests} requests`);
      });
    } finally {
      await server.close();
    }
  });
});
