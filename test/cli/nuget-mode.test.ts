import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { testCertificate } from "../../test-certs/index.js";
import { author, certificate, config, mode, owners, repository } from "../node/nuget/configs.js";
import { nupkg } from "../sign/fixture.js";
import { assertValid, schemaOf } from "../support/schemas.js";
import { countersign, documentOf, type Ran, temporaryFolder } from "./harness.js";
import { environment, NOW, ownRoots, pemKey, pki } from "./material.js";

describe("a nuget.config that was imported, by its mode", () => {
  const folder = temporaryFolder();
  const file = (): string => join(folder(), "countersign.trust.json");
  const runUnder = (more: Readonly<Record<string, string>>, ...words: readonly string[]): Promise<Ran> =>
    countersign(words, { cwd: folder(), environment: { ...environment, ...more }, now: NOW });
  const run = (...words: readonly string[]): Promise<Ran> => runUnder({}, ...words);
  const verify = async (name: string, ...words: readonly string[]): Promise<number> =>
    (await run("verify", `${name}.nupkg`, ...ownRoots, ...words)).code;

  const print = (name: string): string =>
    createHash("sha256").update(testCertificate(name)).digest("hex").toUpperCase();
  const us = author(certificate(print("author-rsa-2048")), "us");
  const nobody = config("", mode("require"));

  function trusting(fields: object = {}): string {
    const text = `${JSON.stringify({ version: 1, mode: "listed", entries: [], ...fields }, undefined, 2)}\n`;
    writeFileSync(file(), text);
    return text;
  }
  /** Imports into a file that says nothing yet, unless it is given. */
  async function imports(text: string, before: string | undefined = trusting()): Promise<Ran> {
    writeFileSync(file(), before);
    writeFileSync(join(folder(), "nuget.config"), text);
    return run("trust", "import", "nuget.config");
  }
  const read = (): Record<string, unknown> => JSON.parse(readFileSync(file(), "utf8")) as Record<string, unknown>;

  before(async () => {
    for (const [name, key] of [
      ["listed", "author-rsa-2048"],
      ["other", "author-rsa-3072"],
      ["unsigned", undefined],
    ] as const) {
      writeFileSync(join(folder(), `${name}.nupkg`), nupkg("Contoso.Lib"));
      if (key === undefined) continue;
      const ran = await run("sign", `${name}.nupkg`, ...ownRoots, ...pemKey(key), "--no-timestamp");
      assert.equal(ran.code, 0, ran.stderr);
    }
  });

  it("is judged as by restore in its mode, or as by dotnet nuget verify without one", async () => {
    for (const [settings, word, ...codes] of [
      [mode("require"), "require", 0, 21, 22],
      [mode("accept"), "accept", 0, 0, 0],
      ["", "unset", 0, 21, 22],
    ] as const) {
      assert.equal((await imports(config(us, settings))).code, 0);
      assert.ok(schemaOf("trust-1")(read()));
      assert.equal(read()["nugetMode"], word);
      assert.deepEqual(await Promise.all(["listed", "other", "unsigned"].map((name) => verify(name))), codes, word);
      assert.equal(await verify("other", "--nuget-command", "verify"), 21);
    }
  });

  it("says at each call that mode accept lets packages pass, and at the import what it means", async () => {
    const { stdout } = await imports(config(us, mode("accept")));
    assert.match(stdout, /# signatureValidationMode accept: .*are reported and pass/);
    const { stderr } = await run("verify", "unsigned.nupkg", ...ownRoots);
    assert.match(stderr, /note: .*countersign\.trust\.json is in NuGet’s mode accept: unsigned packages/);
    assert.doesNotMatch((await run("verify", "listed.nupkg", ...ownRoots, "--level", "require")).stderr, /mode accept/);
    assert.match((await run("trust", "list")).stdout, /\(listed, NuGet’s mode accept\)/);
  });

  it("gives way in mode accept to a level, a policy or a command that is named", async () => {
    await imports(config(us, mode("accept")));
    for (const words of [
      ["--level", "require"],
      ["--policy", "standard"],
      ["--nuget-command", "verify"],
      ["--no-trust-file"],
      ["--no-trust-file", "--nuget-config", "nuget.config", "--level", "require"],
    ])
      assert.equal(await verify("unsigned", ...words), 22, words.join(" "));
    assert.equal(await verify("other", "--level", "require"), 21);
    assert.deepEqual([await verify("unsigned", "--level", "warn"), await verify("other", "--level", "warn")], [0, 21]);
    assert.equal(await verify("other", "--level", "ignore"), 0);
  });

  it("is raised by COUNTERSIGN_LEVEL, and never lowered", async () => {
    await imports(config(us, mode("accept")));
    const under = async (level: string, name: string): Promise<number> =>
      (await runUnder({ COUNTERSIGN_LEVEL: level }, "verify", `${name}.nupkg`, ...ownRoots)).code;
    assert.deepEqual([await under("require", "unsigned"), await under("require", "other")], [22, 21]);
    assert.deepEqual([await under("warn", "unsigned"), await under("warn", "other")], [0, 21]);
    assert.deepEqual([await under("ignore", "unsigned"), await under("", "unsigned")], [0, 0]);
    await imports(config(us, mode("require")));
    assert.deepEqual([await under("ignore", "unsigned"), await under("warn", "other")], [22, 21]);
  });

  it("refuses every package in mode require if nobody is listed, says so, and is not exported", async () => {
    const { stdout } = await imports(nobody);
    assert.match(stdout, /refuses every package \(NU3034\), until one is added: countersign trust add PACKAGE/);
    const refused = await run("verify", "listed.nupkg", ...ownRoots);
    assert.equal(refused.code, 21);
    assert.match(refused.stdout, /error allowlist-empty, NU3034/);
    assert.equal(await verify("listed", "--policy", "standard"), 21);
    const exported = await run("trust", "export", "-o", "exported.config");
    assert.equal(exported.code, 2);
    assert.match(exported.stderr, /refuses every package \(NU3034\)/);
    assert.ok(!existsSync(join(folder(), "exported.config")));
    assert.equal((await run("trust", "add", "listed.nupkg", ...ownRoots)).code, 0);
    assert.deepEqual([read()["nugetMode"], await verify("listed"), await verify("other")], ["require", 0, 21]);
    const { entries } = read() as { entries: { id: string }[] };
    const removed = await run("trust", "remove", entries[0]?.id ?? "", "--dry-run");
    assert.match(removed.stdout, /no entry is left: in NuGet’s mode require .* refuses every package/);
  });

  it("binds nobody if it lists nobody and asks for nothing, and says so", async () => {
    const { stdout } = await imports(config(""));
    assert.match(stdout, /for want of a list any proven signer passes/);
    assert.deepEqual([await verify("other"), await verify("unsigned")], [0, 22]);
    const { code, stdout: exported } = await run("trust", "export");
    assert.equal(code, 0);
    assert.doesNotMatch(exported, /signatureValidationMode|trustedSigners/);
  });

  it("is refused if nobody fits its list: without entries a trust file would let everybody pass", async () => {
    const blank = repository(certificate(print("repository")) + owners(" ; "));
    const before = trusting();
    const { code, stderr } = await imports(config(blank, mode("accept")), before);
    assert.equal(code, 2);
    assert.match(stderr, /owners are blank/);
    assert.equal(readFileSync(file(), "utf8"), before);
  });

  it("does not loosen a file that lists signers already", async () => {
    const own = trusting({ entries: [{ id: "x", by: "certificate", fingerprint: `sha256:${"0".repeat(64)}` }] });
    const { stdout } = await imports(config(us, mode("accept")), own);
    assert.match(stdout, /signatureValidationMode accept was not taken over: the file judges more strictly already/);
    assert.equal(read()["nugetMode"], undefined);
    assert.deepEqual([await verify("listed"), await verify("unsigned")], [0, 22]);
    await imports(config(us, mode("accept")));
    await imports(config(us, mode("require")), readFileSync(file(), "utf8"));
    assert.equal(read()["nugetMode"], "require");
    await imports(config(us, mode("accept")), readFileSync(file(), "utf8"));
    assert.equal(read()["nugetMode"], "require");
  });

  it("is taken into a file that holds roots alone, and shown as a document", async () => {
    trusting();
    assert.equal((await run("trust", "add", pki("certs", "code-signing-root.pem"))).code, 0);
    await imports(config(us, mode("require")), readFileSync(file(), "utf8"));
    const json = documentOf(await run("trust", "list", "--json"));
    assertValid(json);
    assert.deepEqual([json["nugetMode"], (json["roots"] as unknown[]).length], ["require", 1]);
  });

  it("has no other word for a mode, and none beside a list that only adds trust", async () => {
    for (const [fields, says] of [
      [{ nugetMode: "strict" }, /line 5.*nugetMode|nugetMode.*"accept", "require" or "unset"/s],
      [{ mode: "any-trusted", nugetMode: "accept" }, /nugetMode.*mode "listed" beside it/s],
    ] as const) {
      trusting(fields);
      assert.ok(!schemaOf("trust-1")(read()));
      const { code, stderr } = await run("trust", "list");
      assert.equal(code, 2);
      assert.match(stderr, says);
    }
  });

  it("is not made of a list that only adds trust, for a list of NuGet’s binds", async () => {
    const entries = [{ id: "x", by: "certificate", kinds: ["author"], fingerprint: `sha256:${"0".repeat(64)}` }];
    trusting({ mode: "any-trusted", entries });
    const { code, stderr } = await run("trust", "export");
    assert.equal(code, 2);
    assert.match(stderr, /x: entries of this file only add trust/);
  });
});
