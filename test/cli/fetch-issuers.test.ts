import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { authorityInformationAccess, signerExtensions } from "../../lib/testing/index.js";
import { testCertificate } from "../../test-certs/index.js";
import { hang, site } from "../node/issuers/servers.js";
import { withServer } from "../node/loopback.js";
import { signedPackage } from "../support/package.js";
import { author } from "../support/signers.js";
import { countersign, documentOf, temporaryFolder } from "./harness.js";
import { NOW, pki } from "./material.js";

const roots = pki("certs", "code-signing-root.pem");

describe("countersign --fetch-issuers", () => {
  const folder = temporaryFolder();
  const run = (...words: readonly string[]) => countersign(words, { cwd: folder(), now: NOW });

  /** A package and a certificate whose issuer lies at this address alone. */
  async function made(url: string): Promise<readonly [file: string, leaf: string]> {
    const extensions = [...signerExtensions("code-signing"), authorityInformationAccess({ caIssuers: [url] })];
    const signer = await author({ extensions });
    const file = join(folder(), "alone.nupkg");
    const leaf = join(folder(), "leaf.pem");
    writeFileSync(file, await signedPackage({ primary: { signer }, certificates: [signer.certificate] }));
    const text = Buffer.from(signer.certificate).toString("base64");
    writeFileSync(leaf, `-----BEGIN CERTIFICATE-----\n${text}\n-----END CERTIFICATE-----\n`);
    return [file, leaf];
  }

  it("verifies a package and a certificate whose issuer has to be fetched, and says where it came from", async () => {
    const { listener, asked } = site({ "/issuer.cer": testCertificate("code-signing-issuer") });
    await withServer(listener, async (url) => {
      const [file, leaf] = await made(`${url}/issuer.cer`);
      const verify = ["verify", file, "--code-signing-roots", roots];
      const chain = ["chain", leaf, "--roots", roots];
      for (const words of [verify, chain]) {
        const without = await run(...words);
        assert.equal(without.code, 21, without.stdout);
        assert.match(without.stdout, /chain-incomplete[\s\S]*--fetch-issuers/);
        assert.match(
          (await run(...words, "--fetch-issuers")).stdout,
          /was not asked, because its address is not public/,
        );
      }
      assert.equal(asked.size, 0);
      const fetching = ["--fetch-issuers", "--allow-address", "127.0.0.1"];
      const verified = await run(...verify, ...fetching, "--json");
      assert.equal(verified.code, 0, verified.stdout);
      const expected = [{ origin: `${url}/issuer.cer`, result: "found", certificates: 1 }];
      assert.deepEqual(fetchedIn(verified.stdout), expected);
      const validated = await run(...chain, ...fetching, "--json");
      assert.deepEqual([validated.code, documentOf(validated)["fetched"]], [0, expected]);
      const text = await run(...chain, ...fetching);
      assert.match(text.stdout, /issuer: http:\/\/127\.0\.0\.1:\d+\/issuer\.cer gave 1 certificate/);
    });
  });

  it("asks a server that hangs once for all files", async () => {
    const { listener, asked } = site({ "/hung": hang });
    await withServer(listener, async (url) => {
      const [file] = await made(`${url}/hung`);
      const copies = ["a", "b", "c"].map((name) => join(folder(), `${name}.nupkg`));
      for (const copy of copies) writeFileSync(copy, readFileSync(file));
      const cancel = new AbortController();
      const words = [
        "verify",
        ...copies,
        "--code-signing-roots",
        roots,
        "--fetch-issuers",
        "--allow-address",
        "127.0.0.1",
      ];
      const pending = countersign(words, { cwd: folder(), now: NOW, signal: cancel.signal });
      // However slow the machine: not before the server was asked, and then long enough for another file to ask it again.
      const waiting = setInterval(() => {
        if (asked.size === 0) return;
        clearInterval(waiting);
        setTimeout(() => cancel.abort(), 300);
      }, 20);
      assert.notEqual((await pending).code, 0);
      assert.deepEqual([...asked], [["/hung", 1]]);
    });
  });

  it("is refused beside --offline", async () => {
    const refused = await run("verify", "x.nupkg", "--offline", "--fetch-issuers");
    assert.equal(refused.code, 2, refused.stderr);
  });
});

function fetchedIn(text: string): unknown {
  const document = JSON.parse(text) as { results?: { signatures: { fetched?: unknown }[] }[] };
  return document.results?.[0]?.signatures[0]?.fetched;
}
