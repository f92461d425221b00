import assert from "node:assert/strict";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { testCertificate } from "../../test-certs/index.js";
import { nupkg } from "../sign/fixture.js";
import { declared, type RepositoryServer, serveRepository } from "../support/repository-server.js";
import { countersign, type Ran, temporaryFolder } from "./harness.js";
import { environment, NOW, ownRoots, pemKey } from "./material.js";

describe("the repository that packages came from", () => {
  const folder = temporaryFolder();
  const at = (...parts: readonly string[]): string => join(folder(), ...parts);
  let all: RepositoryServer;
  let some: RepositoryServer;

  const certificate = testCertificate("repository");
  const everything = { allRepositorySigned: true, signingCertificates: [declared(certificate)] };

  before(async () => {
    all = await serveRepository({ documents: { "/signatures.json": everything } });
    some = await serveRepository({ certificates: [] });
    await installed("unsigned.tool", all.serviceIndex);
    await installed("author.tool", all.serviceIndex, pemKey("author-rsa-2048"));
    const signature = [...pemKey("repository"), "--kind", "repository", "--service-index", all.serviceIndex];
    await installed("repository.tool", all.serviceIndex, signature);
    await installed("elsewhere.tool", "https://elsewhere.test/v3/index.json");
    const dependencies = Object.fromEntries(names.map((id) => [id, { type: "Direct", resolved: "1.0.0" }]));
    writeFileSync(at("packages.lock.json"), JSON.stringify({ version: 1, dependencies: { "net8.0": dependencies } }));
  });
  after(async () => {
    await all.close();
    await some.close();
  });

  const names = ["unsigned.tool", "author.tool", "repository.tool", "elsewhere.tool"];

  /** A package as restore leaves it in NuGet's folder. */
  async function installed(id: string, source: string, signature?: readonly string[]): Promise<void> {
    const place = at("packages", id, "1.0.0");
    mkdirSync(place, { recursive: true });
    const file = join(place, `${id}.1.0.0.nupkg`);
    writeFileSync(file, nupkg(id));
    writeFileSync(join(place, ".nupkg.metadata"), JSON.stringify({ version: 2, contentHash: "", source }));
    if (signature === undefined) return;
    const ran = await countersign(["sign", file, ...ownRoots, ...signature, "--no-timestamp"], {
      environment,
      now: NOW,
    });
    assert.equal(ran.code, 0, ran.stderr);
  }

  const run = (...words: readonly string[]): Promise<Ran> =>
    countersign(["verify", ...words, ...ownRoots, "--level", "warn"], {
      cwd: folder(),
      environment: { ...environment, NUGET_PACKAGES: at("packages"), COUNTERSIGN_CACHE: at("cache") },
      now: NOW,
    });

  /** What was said of each package by its name: the codes of its errors. */
  async function errors(...words: readonly string[]): Promise<Readonly<Record<string, readonly string[]>>> {
    const ran = await run(...words, "--json");
    const { results } = JSON.parse(ran.stdout) as {
      results: { path: string; issues: { code: string; severity: string }[] }[];
    };
    return Object.fromEntries(
      results.map(({ path, issues }) => [
        names.find((name) => path.includes(name)) ?? path,
        issues.flatMap(({ code, severity }) => (severity === "error" ? [code] : [])),
      ]),
    );
  }
  const MISSING = ["repository-signature-missing"];

  it("binds every package by what it declares, where it is named", async () => {
    assert.deepEqual(await errors("packages.lock.json", "--service-index", all.serviceIndex), {
      "unsigned.tool": MISSING,
      "author.tool": MISSING,
      "repository.tool": [],
      "elsewhere.tool": MISSING,
    });
    const ran = await run("packages/author.tool", "--service-index", all.serviceIndex);
    assert.equal(ran.code, 21);
    assert.match(ran.stdout, /signs every package, and this one has no signature of it that is proven/);
    assert.match(ran.stdout, /NU3034/);
  });

  it("is asked for nothing where nobody names it, whatever a record says", async () => {
    const { requestCount } = all;
    rmSync(at("cache"), { recursive: true, force: true });
    assert.equal((await run("packages.lock.json")).code, 0);
    assert.equal(all.requestCount, requestCount);
  });

  it("is read from NuGet's record where the trust file names it, or several are named", async () => {
    const entry = { id: "here", by: "repository", serviceIndex: all.serviceIndex, certificates: "declared" };
    const trustFile = { version: 1, mode: "any-trusted", entries: [entry] };
    writeFileSync(at("countersign.trust.json"), JSON.stringify(trustFile));
    const expected = { "unsigned.tool": MISSING, "author.tool": MISSING, "repository.tool": [], "elsewhere.tool": [] };
    assert.deepEqual(await errors("packages.lock.json"), expected);
    rmSync(at("countersign.trust.json"));
    const several = ["--service-index", all.serviceIndex, "--service-index", some.serviceIndex];
    assert.deepEqual(await errors("packages/unsigned.tool", ...several), { "unsigned.tool": MISSING });
    const unknown = await run("packages/elsewhere.tool", ...several);
    assert.equal(unknown.code, 2);
    assert.match(unknown.stderr, /a record that says https:\/\/elsewhere\.test\/v3\/index\.json/);
  });

  it("may be one that signs nothing", async () => {
    assert.deepEqual(await errors("packages/unsigned.tool", "--service-index", some.serviceIndex), {
      "unsigned.tool": [],
    });
  });

  it("is https, and not asked offline", async () => {
    const ran = await run("packages/author.tool", "--service-index", "http://127.0.0.1/index.json");
    assert.equal(ran.code, 2);
    const offline = await run("packages/author.tool", "--offline", "--revocation", "online");
    assert.equal(offline.code, 2);
    assert.match(offline.stderr, /--offline can’t be used\n\s+expected no word against it/);
  });
});
