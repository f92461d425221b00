import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { nupkg, pubArchive } from "../sign/fixture.js";
import { countersign, type Ran, temporaryFolder } from "./harness.js";
import { environment, NOW, ownRoots, pemKey } from "./material.js";

const sha512 = (bytes: Uint8Array | string): string => createHash("sha512").update(bytes).digest("base64");

describe("the hashes of a lock file", () => {
  const folder = temporaryFolder();
  const at = (...parts: readonly string[]): string => join(folder(), ...parts);
  const run = (...words: readonly string[]): Promise<Ran> =>
    countersign([...words, ...ownRoots], {
      cwd: folder(),
      environment: { ...environment, NUGET_PACKAGES: at("packages") },
      now: NOW,
    });
  const verify = (...words: readonly string[]): Promise<Ran> => run("verify", ...words, "--json");
  const codesOf = ({ stdout }: Ran): readonly (readonly string[])[] =>
    (JSON.parse(stdout) as { results: { issues: { code: string }[] }[] }).results.map(({ issues }) =>
      issues.map(({ code }) => code).filter((code) => code.startsWith("package-")),
    );
  const file = (name: string, document: object): string => {
    writeFileSync(at(name), JSON.stringify(document));
    return name;
  };
  const locked = (contentHash: unknown): string =>
    file("packages.lock.json", {
      version: 1,
      dependencies: { net8: { "Own.Lib": { type: "Direct", resolved: "1.0.0", contentHash } } },
    });
  const installed = "packages/own.lib/1.0.0/own.lib.1.0.0.nupkg";

  before(async () => {
    mkdirSync(at("packages", "own.lib", "1.0.0"), { recursive: true });
    writeFileSync(at(installed), nupkg("Own.Lib"));
    const signed = await run("sign", installed, ...pemKey("author-rsa-2048"), "--no-timestamp");
    assert.equal(signed.code, 0, signed.stderr);
  });

  it("bind a package of NuGet by what it was before it was signed", async () => {
    assert.equal((await verify(locked(sha512(nupkg("Own.Lib"))))).code, 0);
    const other = await verify(locked(sha512("something else")));
    assert.deepEqual([other.code, codesOf(other)], [21, [["package-content-mismatch"]]]);
    assert.equal((await verify(locked(undefined))).code, 0);
  });

  it("bind it from the assets of a project as well", async () => {
    const assets = (hash: string): string =>
      file("project.assets.json", { libraries: { "Own.Lib/1.0.0": { type: "package", sha512: hash } } });
    assert.equal((await verify(assets(sha512(nupkg("Own.Lib"))))).code, 0);
    assert.equal((await verify(assets(sha512("something else")))).code, 21);
  });

  it("bind an archive of pub", async () => {
    const archive = pubArchive();
    mkdirSync(at("archives"));
    writeFileSync(at("archives", "foo-1.0.0.tar.gz"), archive);
    const said = async (sha256: string): Promise<readonly string[]> => {
      const description = `{ name: foo, sha256: "${sha256}", url: "https://x.example" }`;
      const entry = `    description: ${description}\n    source: hosted\n    version: "1.0.0"\n`;
      writeFileSync(at("pubspec.lock"), `packages:\n  foo:\n${entry}`);
      return codesOf(await verify("pubspec.lock", "--package-folder", "archives"))[0] ?? [];
    };
    const genuine = await said(createHash("sha256").update(archive).digest("hex"));
    assert.ok(!genuine.includes("package-content-mismatch"));
    assert.deepEqual((await said("ab".repeat(32))).toSorted(), ["package-content-mismatch", ...genuine].toSorted());
  });

  it("bind it however it was named, and by each of two files that disagree", async () => {
    locked(sha512("something else"));
    assert.deepEqual(codesOf(await verify(installed, "packages.lock.json")), [["package-content-mismatch"]]);
    const entry = { type: "Direct", resolved: "1.0.0", contentHash: sha512(nupkg("Own.Lib")) };
    mkdirSync(at("second"));
    file("second/packages.lock.json", { version: 1, dependencies: { net8: { "Own.Lib": entry } } });
    const both = await verify("second/packages.lock.json", "packages.lock.json");
    assert.deepEqual([both.code, codesOf(both)], [21, [[], ["package-content-mismatch"]]]);
  });

  it("keep another package's signer out of the trust file", async () => {
    const { code, stderr } = await run("trust", "init", locked(sha512("something else")));
    assert.equal(code, 21);
    assert.match(stderr, /own\.lib\.1\.0\.0\.nupkg: .*not covered/);
  });

  for (const [what, hash] of [
    ["a number", 1],
    ["hex", "ab".repeat(64)],
    ["of another length", Buffer.alloc(32).toString("base64")],
    ["with a space behind", `${sha512("x")} `],
    ["empty", ""],
  ] as const) {
    it(`are refused where one is ${what}: it would not be compared`, async () => {
      const { code, stderr } = await verify(locked(hash));
      assert.equal(code, 2);
      assert.match(stderr, /the hash of "Own\.Lib" as SHA-512 in base64/);
    });
  }

  it("may be given with the call, in hex or in base64", async () => {
    const bytes = nupkg("Own.Lib");
    const hex = createHash("sha256").update(bytes).digest("hex");
    for (const digest of [`sha256:${hex}`, `sha512-${sha512(bytes)}`])
      assert.equal((await verify(installed, "--expect-content", digest)).code, 0, digest);
    const other = await run("verify", installed, "--expect-content", `sha512-${sha512("something else")}`);
    assert.equal(other.code, 21);
    assert.match(other.stdout, /The content’s SHA-512, without signatures, is .+ was asked for/);
    for (const digest of [hex, `sha512-${hex}`, `sha256-${sha512(bytes)}`, "sha512-", ""])
      assert.equal((await verify(installed, "--expect-content", digest)).code, 2, digest);
  });
});
