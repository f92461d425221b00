import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { buildRepositorySignatures, ConfigError, parseCertificates } from "../../lib/index.js";
import { fetchDeclaredCertificate, httpRepositorySource } from "../../lib/node/index.js";
import { readDeclaration } from "../../lib/signature/index.js";
import { testCertificate } from "../../test-certs/index.js";
import { serveRepository } from "../support/repository-server.js";
import { schemaOf } from "../support/schemas.js";
import { countersign, type Ran, temporaryFolder } from "./harness.js";
import { environment, NOW, pki } from "./material.js";

describe("the resource that declares a repository's certificates", () => {
  const folder = temporaryFolder();
  const at = (...parts: readonly string[]): string => join(folder(), ...parts);
  const names = ["repository", "author-rsa-2048", "author-rsa-3072"];
  const files = names.map((name) => pki("certs", `${name}.pem`));
  const place = ["--content-url", "https://packages.example/c"];
  const run = (...words: readonly string[]): Promise<Ran> =>
    countersign(["repository-signatures", ...words], { cwd: folder(), environment, now: NOW });
  const certificates = async () =>
    (await Promise.all(names.map((name) => parseCertificates(testCertificate(name))))).flat();
  const contentUrl = (): string => "https://packages.example/c.crt";

  it("is the same text for the same certificates, in any order and any number of times", async () => {
    const one = await run(...files, ...place);
    assert.equal(one.code, 0, one.stderr);
    assert.equal((await run(...files.toReversed(), ...files, ...place)).stdout, one.stdout);
    assert.ok(schemaOf("repository-signatures-1")(JSON.parse(one.stdout)));
  });

  for (const version of ["5.0.0", "4.9.0", "4.7.0"] as const)
    it(`comes back from our own reader, version ${version}`, async () => {
      const ran = await run(...files, ...place, "--resource-version", version);
      const declaration = readDeclaration(ran.stdout, "it", `RepositorySignatures/${version}`);
      const expected = (await certificates())
        .map(({ fingerprint, subject, issuer, notBefore, notAfter }) => ({
          fingerprints: [fingerprint],
          subject,
          issuer,
          notBefore,
          notAfter,
          contentUrl: `https://packages.example/c/${fingerprint.slice(7)}.crt`,
        }))
        .toSorted((left, right) => ((left.fingerprints[0] ?? "") < (right.fingerprints[0] ?? "") ? -1 : 1));
      assert.deepEqual(declaration, { allRepositorySigned: false, certificates: expected });
    });

  it("says that a folder for the certificates can't be made", async () => {
    writeFileSync(at("taken"), "");
    const ran = await run(...files, ...place, "--certificates", "taken/below");
    assert.equal(ran.code, 3, ran.stderr);
    assert.match(ran.stderr, /The folder taken\/below can’t be made\.\n  → Check where it is to lie/);
  });

  it("ends where the system makes no folder at all", async function () {
    if (!existsSync("/proc/self")) this.skip();
    const ran = await run(...files, ...place, "--certificates", "/proc/nowhere/certificates");
    assert.equal(ran.code, 3, ran.stderr);
    assert.match(ran.stderr, /can’t be made/);
  });

  it("says that every package is signed in 5.0.0 alone, and not of nothing", async () => {
    assert.match((await run(...files, ...place, "--all-signed")).stdout, /"allRepositorySigned": true/);
    for (const version of ["4.9.0", "4.7.0"])
      assert.equal((await run(...files, ...place, "--all-signed", "--resource-version", version)).code, 2);
    assert.throws(
      () => buildRepositorySignatures({ certificates: [], contentUrl, allRepositorySigned: true }),
      ConfigError,
    );
    assert.match(buildRepositorySignatures({ certificates: [], contentUrl }).json, /"signingCertificates": \[\]/);
    const version = "6.0.0" as "5.0.0";
    assert.throws(() => buildRepositorySignatures({ certificates: [], contentUrl, version }), ConfigError);
  });

  it("names https addresses alone, and no CA", async () => {
    const http = await run(...files, "--content-url", "http://packages.example/c");
    assert.equal(http.code, 2);
    assert.equal((await run(...files)).code, 2);
    const authority = await run(pki("certs", "code-signing-issuer.pem"), ...place);
    assert.equal(authority.code, 2);
    assert.match(authority.stderr, /the certificate of a CA/);
    assert.notEqual((await run("missing.pem", ...place)).code, 0);
  });

  it("is read over HTTPS, with the certificates that were written for it", async () => {
    const server = await serveRepository();
    try {
      const more = ["--content-url", `${server.origin}/served`, "-o", "signatures.json", "--certificates", "served"];
      const ran = await run(...files, ...more, "--all-signed");
      assert.match(
        ran.stdout,
        /signatures\.json: written\. In the service index its "@type" is RepositorySignatures\/5\.0\.0/,
      );
      server.documents["/signatures.json"] = readFileSync(at("signatures.json"), "utf8");
      for (const name of readdirSync(at("served")))
        server.documents[`/served/${name}`] = new Uint8Array(readFileSync(at("served", name)));
      const { serviceIndex } = server;
      const source = httpRepositorySource({ serviceIndexes: [serviceIndex], cacheDirectory: at("cache") });
      const declaration = await source.find(serviceIndex, {});
      assert.equal(declaration?.allRepositorySigned, true);
      assert.equal(declaration.certificates.length, names.length);
      for (const declared of declaration.certificates) {
        const { fingerprint } = await fetchDeclaredCertificate(serviceIndex, declared);
        assert.deepEqual(declared.fingerprints, [fingerprint]);
      }
    } finally {
      await server.close();
    }
  });
});
