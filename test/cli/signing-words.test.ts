import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { countersign, temporaryFolder } from "./harness.js";
import { environment, NOW, ownRoots, pemKey, pfxKey, pki, unsignedPackage } from "./material.js";

const claims = ["--service-index", "https://packages.example/v3/index.json", "--owner", "contoso"];

describe("options of signing that would be passed over", () => {
  const folder = temporaryFolder();
  const run = (...words: readonly string[]) =>
    countersign([...words, ...ownRoots], { cwd: folder(), environment, now: NOW });
  const keyless = pemKey("author-rsa-2048").slice(2);

  async function assertRefused(option: string, remedy: RegExp, ...words: readonly string[]): Promise<void> {
    const { code, stderr } = await run(...words);
    assert.equal(code, 2, stderr);
    assert.ok(stderr.includes(`--${option} can’t be used`), stderr);
    assert.match(stderr, remedy);
  }

  it("are refused with what they want beside them, and nothing is written", async () => {
    const file = unsignedPackage(folder(), "words.nupkg");
    const before = readFileSync(file);
    const pem = ["sign", file, "--no-timestamp", ...pemKey("author-rsa-2048")];
    const pfx = ["sign", file, "--no-timestamp", ...pfxKey("author-rsa-2048")];
    const bare = ["sign", file, "--no-timestamp", ...keyless];
    await assertRefused("service-index", /--kind repository/, ...pem, ...claims);
    await assertRefused("owner", /--kind repository/, ...pem, "--kind", "author", ...claims.slice(2));
    await assertRefused("signer-input", /--signer-command/, ...pem, "--signer-input", "message");
    await assertRefused("signer-input", /--signer-command/, "doctor", ...keyless, "--signer-input", "message");
    await assertRefused("signature-value", /--complete/, ...pem, "--signature-value", "value.sig");
    await assertRefused("cert", /--chain/, ...pfx, "--cert", pki("certs", "author-rsa-3072.pem"));
    await assertRefused("key", /--cert FILE/, ...pem, "--prepare", "never.json");
    await assertRefused("pfx", /--cert FILE/, ...pfx, "--prepare", "never.json");
    await assertRefused("signer-command", /--cert FILE/, ...bare, "--signer-command", "x", "--prepare", "never.json");
    await assertRefused("key", /Leave --key out/, ...pem, "--complete", "never.json");
    assert.deepEqual(readFileSync(file), before);
    assert.ok(!existsSync(join(folder(), "never.json")));
  });

  it("are refused in the second of two steps where they ask for something else than was prepared", async () => {
    const file = unsignedPackage(folder(), "steps.nupkg");
    const prepared = await run("sign", file, ...keyless, "--hash", "sha512", "--no-timestamp", "--prepare", "a.json");
    const line = (/openssl .*/.exec(prepared.stdout)?.[0] ?? prepared.stderr).replace(
      "KEY.pem",
      pki("keys", "author-rsa-2048.pem"),
    );
    assert.equal(spawnSync("sh", ["-c", line], { cwd: folder() }).status, 0, line);
    const complete = ["--no-timestamp", "--complete", "a.json"];
    await assertRefused("hash", /prepare anew/, "sign", file, ...complete, "--hash", "sha256");
    await assertRefused("kind", /prepare anew/, "sign", file, ...complete, "--kind", "repository", ...claims);
    await assertRefused("overwrite", /prepare anew/, "sign", file, ...complete, "--overwrite");
    await assertRefused("complete", /prepare anew/, "countersign", file, ...complete, ...claims);
    const done = await run("sign", file, ...complete, ...keyless, "--hash", "sha512", "--kind", "author");
    assert.equal(done.code, 0, done.stderr);
  });

  it("are refused where they would be taken for more than one file: inspect --signature", async () => {
    const files = ["one.tar.gz", "two.tar.gz"].map((name) => unsignedPackage(folder(), name));
    const { code, stderr } = await countersign(["inspect", ...files, "--signature", "one.tar.gz.p7s"], {
      cwd: folder(),
    });
    assert.equal(code, 2);
    assert.match(stderr, /expected one file, received 2 files/);
  });

  it("need not be given again: a countersignature is completed by its request alone", async () => {
    const file = unsignedPackage(folder(), "both.nupkg");
    assert.equal((await run("sign", file, "--no-timestamp", ...pemKey("author-rsa-2048"))).code, 0);
    const [, key = "", ...certificate] = pemKey("repository");
    const prepared = await run(
      ...["countersign", file, ...certificate, ...claims, "--no-timestamp", "--prepare", "b.json"],
    );
    const line = (/openssl .*/.exec(prepared.stdout)?.[0] ?? prepared.stderr).replace("KEY.pem", key);
    assert.equal(spawnSync("sh", ["-c", line], { cwd: folder() }).status, 0, line);
    await assertRefused("complete", /prepare anew/, "sign", file, "--no-timestamp", "--complete", "b.json");
    const done = await run("countersign", file, "--no-timestamp", "--complete", "b.json");
    assert.equal(done.code, 0, done.stderr);
    assert.match((await countersign(["inspect", file])).stdout, /owners: contoso/);
  });
});
