import assert from "node:assert/strict";
import { copyFileSync, existsSync, mkdirSync, readFileSync, watch, writeFileSync } from "node:fs";
import { join } from "node:path";
import { countersign, temporaryFolder } from "./harness.js";
import { environment, NOW, ownRoots, pemKey, pki } from "./material.js";
import { signPackage } from "../../lib/index.js";
import { testIssued, testSigner } from "../../test-certs/index.js";
import { clock, nupkg, testTrust } from "../sign/fixture.js";
import { signedMessage } from "../support/message.js";

describe("the lock file of countersign verify --lock", () => {
  const folder = temporaryFolder();
  const at = (name: string): string => join(folder(), name);
  const run = (...words: readonly string[]) => countersign(words, { cwd: folder(), environment, now: NOW });

  async function release(version: string, key?: string): Promise<string> {
    const file = at(`pinned.${version}.${key ?? "unsigned"}.nupkg`);
    writeFileSync(file, nupkg("Pinned.Package", version));
    if (key !== undefined) {
      const ran = await run("sign", file, ...ownRoots, ...pemKey(key), "--no-timestamp");
      assert.equal(ran.code, 0, ran.stderr);
    }
    return file;
  }
  const verify = (file: string, ...more: readonly string[]) =>
    run("verify", file, ...ownRoots, "--lock", "countersign.lock.json", ...more);

  it("pins who signed a package on first use, and lets the same signer go on", async () => {
    assert.equal((await verify(await release("1.0.0", "author-rsa-2048"))).code, 0);
    assert.match(readFileSync(at("countersign.lock.json"), "utf8"), /Pinned\.Package/);
    assert.equal((await verify(await release("1.1.0", "author-rsa-2048"))).code, 0);
  });

  it("does not change with a run that saw nothing new", async () => {
    const file = await release("1.1.0", "author-rsa-2048");
    const before = readFileSync(at("countersign.lock.json"), "utf8");
    const later = await countersign(["verify", file, ...ownRoots, "--lock", "countersign.lock.json"], {
      cwd: folder(),
      now: new Date("2027-01-01T00:00:00Z"),
    });
    assert.equal(later.code, 0);
    assert.equal(readFileSync(at("countersign.lock.json"), "utf8"), before);
  });

  it("refuses a step back to unsigned, and another signer, and stays as it is", async () => {
    const before = readFileSync(at("countersign.lock.json"), "utf8");
    const unsigned = await verify(await release("1.2.0"), "--level", "warn", "--json");
    assert.equal(unsigned.code, 21);
    assert.match(unsigned.stdout, /pin-signature-lost/);
    const other = await verify(await release("1.2.0", "author-rsa-3072"));
    assert.equal(other.code, 21);
    assert.match(other.stdout, /pin-signer-changed/);
    assert.match(other.stdout, /countersign pin accept/);
    assert.equal(readFileSync(at("countersign.lock.json"), "utf8"), before);
  });

  it("pins nobody on first use whom the key of a repository in the trust file does not cover", async () => {
    const claims = ["--kind", "repository", "--service-index", "https://packages.example/v3/index.json"];
    const ofRepository = at("house.nupkg");
    writeFileSync(ofRepository, nupkg("House.Package", "1.0.0"));
    const signed = await run("sign", ofRepository, ...ownRoots, ...pemKey("repository"), ...claims, "--no-timestamp");
    assert.equal(signed.code, 0, signed.stderr);
    const entry = ["--by", "public-key", "--packages", "House.*", "--trust-file", "house.trust.json"];
    const added = await run("trust", "add", ofRepository, ...ownRoots, ...entry);
    assert.equal(added.code, 0, added.stdout);
    const stranger = at("stranger.nupkg");
    writeFileSync(stranger, nupkg("House.Other", "1.0.0"));
    await run("sign", stranger, ...ownRoots, ...pemKey("author-rsa-2048"), "--no-timestamp");
    const locked = [...ownRoots, "--trust-file", "house.trust.json", "--lock", "house.lock.json"];
    const refused = await run("verify", stranger, ...locked);
    assert.equal(refused.code, 21);
    assert.match(refused.stdout, /signer-not-allowed/);
    assert.ok(!existsSync(at("house.lock.json")));
    assert.equal((await run("verify", ofRepository, ...locked)).code, 0);
    assert.match(readFileSync(at("house.lock.json"), "utf8"), /House\.Package/);
  });

  it("takes no announcement in that does not hold", async () => {
    const before = readFileSync(at("countersign.lock.json"), "utf8");
    const file = await release("1.1.0", "author-rsa-2048");
    writeFileSync(at("forged.p7m"), "no announcement");
    const refused = await verify(file, "--succession", "forged.p7m");
    assert.equal(refused.code, 2, refused.stderr);
    assert.match(refused.stderr, /--succession forged\.p7m can’t be used\n.*by the key that leaves/);
    assert.equal(readFileSync(at("countersign.lock.json"), "utf8"), before);
    assert.equal((await verify(file)).code, 0);
  });

  it("names the member of an announcement that is wrong, kept in the lock file or not", async () => {
    const file = await release("1.1.0", "author-rsa-2048");
    const statement = { schema: "countersign.succession/1", from: "sha256:00", to: "sha256:00", notBefore: "" };
    const signer = testIssued("author-rsa-2048");
    const message = await signedMessage({ content: Buffer.from(JSON.stringify(statement)), primary: { signer } });
    writeFileSync(at("misspelt.p7m"), message);
    const locked = await verify(file, "--succession", "misspelt.p7m");
    assert.match(locked.stderr, /--succession misspelt\.p7m, from can’t be used/);
    const alone = await run("verify", file, ...ownRoots, "--succession", "misspelt.p7m");
    assert.match(alone.stderr, /--succession, from \(line 1\) can’t be used/);
  });

  it("names the lock file where an announcement in it does not hold, and not an option that nobody gave", async () => {
    const text = '{"schema":"countersign.lock/1","packages":[],"successions":["AAAA"]}';
    writeFileSync(at("spoilt.lock.json"), text);
    const file = await release("1.1.0", "author-rsa-2048");
    for (const more of [[], ["--frozen"]]) {
      const refused = await run("verify", file, ...ownRoots, "--lock", "spoilt.lock.json", ...more);
      assert.equal(refused.code, 2);
      assert.match(refused.stderr, /spoilt\.lock\.json\.successions\[0\] can’t be used\n.*\n.*take this statement out/);
      assert.equal(readFileSync(at("spoilt.lock.json"), "utf8"), text);
    }
  });

  it("accepts what can be read, whatever stands before it and can not, and tells of both", async () => {
    const file = await release("2.0.0", "author-rsa-2048");
    const words = [at("gone.nupkg"), file, ...ownRoots, "--lock", "several.lock.json"];
    const ran = await run("pin", "accept", ...words);
    assert.equal(ran.code, 3);
    assert.match(ran.stderr, /gone\.nupkg\n.*does not exist\.\n +→ Check the path/);
    assert.match(ran.stdout, /before: nobody/);
    assert.match(readFileSync(at("several.lock.json"), "utf8"), /Pinned\.Package/);
    const asked = await run("trust", "why", at("gone.nupkg"), file, at("gone.too.nupkg"), ...ownRoots, "--json");
    assert.equal(asked.code, 3);
    const { results } = JSON.parse(asked.stdout) as { results: readonly { accepted?: boolean; error?: object }[] };
    assert.deepEqual(
      results.map(({ accepted, error }) => error === undefined && accepted),
      [false, true, false],
    );
    assert.match(asked.stderr, /gone\.nupkg\n[^]*gone\.too\.nupkg\n/);
  });

  it("moves to another signer by a command that shows what changes", async () => {
    const file = await release("1.2.0", "author-rsa-3072");
    const dry = await run("pin", "accept", file, ...ownRoots, "--dry-run");
    assert.equal(dry.code, 0, dry.stderr);
    assert.match(dry.stdout, /before: 1\.1\.0, author sha256:.*\n +now: +1\.2\.0, author sha256:/);
    assert.equal((await verify(file)).code, 21);
    assert.equal((await run("pin", "accept", file, ...ownRoots)).code, 0);
    assert.equal((await verify(file)).code, 0);
    assert.equal((await verify(await release("1.3.0", "author-rsa-2048"))).code, 21);
  });

  it("accepts nothing that is refused for another reason", async () => {
    const file = await release("1.4.0", "author-rsa-2048");
    const refused = await run("pin", "accept", file);
    assert.equal(refused.code, 21);
    assert.match(refused.stderr, /not pinned/);
  });

  it("is not written with --frozen, which needs it", async () => {
    const file = await release("2.0.0", "author-rsa-2048");
    const words = ["verify", file, ...ownRoots, "--lock", "other.lock.json"];
    assert.equal((await run(...words, "--frozen")).code, 0);
    assert.ok(!existsSync(at("other.lock.json")));
    assert.equal((await run("verify", file, "--frozen")).code, 2);
  });

  it("is compared with another one by countersign diff", async () => {
    const [one, two] = [await release("3.0.0", "author-rsa-2048"), await release("3.1.0", "author-rsa-3072")];
    await run("verify", one, ...ownRoots, "--lock", "countersign.a.lock.json");
    await run("verify", two, ...ownRoots, "--lock", "countersign.b.lock.json");
    const locks = await run("diff", "countersign.a.lock.json", "countersign.b.lock.json");
    assert.equal(locks.code, 21);
    assert.match(locks.stdout, /changed +Pinned\.Package: author sha256:\S+ → sha256:/);
    assert.equal((await run("diff", one, two, ...ownRoots)).code, 21);
    const same = await run("diff", one, one, ...ownRoots, "--json");
    assert.equal(same.code, 0);
    assert.deepEqual((JSON.parse(same.stdout) as { changes: unknown[] }).changes, []);
    const lost = await run("diff", one, await release("3.2.0"), ...ownRoots);
    assert.match(lost.stdout, /lost +Pinned\.Package: author sha256:\S+ \(CN=Author author-rsa-2048[^)]*\) → nobody/);
    const { changes } = JSON.parse((await run("diff", one, two, ...ownRoots, "--json")).stdout) as {
      changes: Record<string, string>[];
    };
    assert.equal(changes[0]?.["id"], "Pinned.Package");
    assert.match(changes[0]?.["subjectBefore"] ?? "", /^CN=Author author-rsa-2048/);
    assert.match(changes[0]?.["subjectAfter"] ?? "", /^CN=Author author-rsa-3072/);
  });

  it("is compared under any name, and never taken for a package, or for a list without any", async () => {
    copyFileSync(at("countersign.a.lock.json"), at("kept-pins"));
    const compared = await run("diff", "kept-pins", "countersign.b.lock.json");
    assert.equal(compared.code, 21);
    assert.match(compared.stdout, /^changed +Pinned\.Package: author .*\n1 change in 1 package\n$/);
    // A hundred thousand entries of one name were compared each with each.
    const [twice, nameless] = [Array.from({ length: 100_000 }, () => ({ id: "p" })), [{ ID: "p" }]];
    const [first, second] = [twice, nameless].map((packages) =>
      JSON.stringify({ schema: "countersign.lock/1", packages }),
    );
    for (const text of ["", "{}", '{ "schema": "countersign.lock/2", "packages": [] }', first, second]) {
      writeFileSync(at("other.lock.json"), text ?? "");
      const refused = await run("diff", "countersign.a.lock.json", "other.lock.json");
      assert.equal(refused.code, 2, text);
      assert.match(refused.stderr, /^countersign: other\.lock\.json/);
    }
  });

  it("says what only one side has, and that it was compared with nothing", async () => {
    const one = await release("3.0.0", "author-rsa-2048");
    writeFileSync(at("else.nupkg"), nupkg("Something.Else"));
    const { code, stdout, stderr } = await run("diff", one, "else.nupkg", ...ownRoots);
    assert.equal(code, 0);
    assert.equal(stdout, "0 changes in 2 packages\n");
    const note = (file: string, id: string): string => `note: only in ${file}, and compared with nothing: ${id}\n`;
    assert.equal(stderr, note(one, "Pinned.Package") + note("else.nupkg", "Something.Else"));
  });

  it("names the folder that is not there at once, rather than the file that is to be made", async function () {
    this.timeout(10_000); // a lock that is taken is waited for twice as long
    const file = await release("3.0.0", "author-rsa-2048");
    const { code, stdout } = await run("verify", file, ...ownRoots, "--lock", join("nowhere", "pins.lock.json"));
    assert.equal(code, 3);
    assert.ok(stdout.includes(`there is no folder ${at("nowhere")}.`), stdout);
    assert.match(stdout, /Make the folder first/);
  });

  it("says what is done where nothing can be recorded", async () => {
    const file = await release("1.0.0", "author-rsa-2048");
    const other = ["verify", file, ...ownRoots, "--lock", "none/countersign.lock.json"];
    const ran = await run(...other);
    assert.equal(ran.code, 3);
    assert.match(
      ran.stdout,
      /no folder .*\n {2}→ Make the folder first, or check the path\. To judge and record nothing: --frozen/,
    );
    assert.equal((await run(...other, "--frozen")).code, 0);
  });

  it("is compared package by package: one of a name hides no other, and an altered one has no proven signer", async () => {
    const [good, evil] = [await release("5.0.0", "author-rsa-2048"), await release("5.1.0", "author-rsa-3072")];
    mkdirSync(at("former"));
    mkdirSync(at("latter"));
    copyFileSync(good, at("former/a.nupkg"));
    copyFileSync(evil, at("latter/a.nupkg"));
    copyFileSync(good, at("latter/b.nupkg"));
    const hidden = await run("diff", "former", "latter", ...ownRoots);
    assert.equal(hidden.code, 21);
    assert.match(hidden.stdout, /^changed +Pinned\.Package: author .*\n1 change in 1 package\n$/);
    assert.equal((await run("diff", "latter", "former", ...ownRoots)).code, 0, "one of the former ones");
    const altered = readFileSync(good);
    altered.writeUInt8(altered.readUInt8(14) ^ 1, 14); // the CRC of the first entry
    writeFileSync(at("altered.nupkg"), altered);
    assert.equal((await run("verify", "altered.nupkg", ...ownRoots)).code, 20);
    const lost = await run("diff", good, "altered.nupkg", ...ownRoots);
    assert.equal(lost.code, 21);
    assert.match(lost.stdout, /lost +Pinned\.Package: author .*not proven/);
  });

  it("calls a signer that is not proven by what it claims to be, and takes roots from the trust file", async () => {
    const [one, two] = [await release("4.0.0", "author-rsa-2048"), await release("4.1.0", "author-rsa-3072")];
    const unproven = await run("diff", one, two);
    assert.equal(unproven.code, 21);
    assert.match(
      unproven.stdout,
      /changed .* \(claims to be .*author-rsa-2048.*, not proven\) → .*author-rsa-3072.*not proven/,
    );
    assert.match(unproven.stderr, /2 signers not proven/);
    const same = await run("diff", one, one);
    assert.equal(same.code, 0);
    assert.match(same.stderr, /not proven/);
    const json = JSON.parse((await run("diff", one, two, "--json")).stdout) as { changes: Record<string, unknown>[] };
    assert.ok(!Object.hasOwn(json.changes[0] ?? {}, "before"));
    assert.match(JSON.stringify(json.changes[0]?.["claimedAfter"]), /author-rsa-3072/);
    const added = await run("trust", "add", pki("certs", "code-signing-root.pem"), "--trust-file", "roots.json");
    assert.equal(added.code, 0, added.stderr);
    const proven = await run("diff", one, two, "--trust-file", "roots.json");
    assert.match(
      proven.stdout,
      /changed +Pinned\.Package: author sha256:\S+ \(CN=Author author-rsa-2048[^)]*\) → sha256:\S+ \(CN=Author author-rsa-3072[^)]*\)\n/,
    );
    assert.equal(proven.stderr, "");
  });

  it("is named in the command that a refusal prints, in every form", async () => {
    const lock = ["--lock", "forms.lock.json"];
    assert.equal((await run("verify", await release("5.0.0", "author-rsa-2048"), ...ownRoots, ...lock)).code, 0);
    const other = await release("5.1.0", "author-rsa-3072");
    for (const form of ["text", "json", "sarif", "markdown"]) {
      const { stdout } = await run("verify", other, ...ownRoots, ...lock, "--as", form);
      const plain = stdout.replaceAll("\\", "");
      assert.match(
        plain,
        /countersign pin accept \S+ --code-signing-roots \S+ --timestamping-roots \S+ --lock forms/,
        form,
      );
    }
  });

  it("keeps the pin of the latest of several versions, and does not change with the next run", async () => {
    mkdirSync(at("versions"));
    for (const version of ["1.9.0", "1.10.0-rc.1", "1.10.0"])
      copyFileSync(await release(version, "author-rsa-2048"), join(at("versions"), `${version}.nupkg`));
    const verifyOn = (day: string) =>
      countersign(["verify", "versions", ...ownRoots, "--lock", "versions.lock.json"], {
        cwd: folder(),
        now: new Date(`${day}T00:00:00Z`),
      });
    assert.equal((await verifyOn("2026-11-24")).code, 0);
    const before = readFileSync(at("versions.lock.json"), "utf8");
    assert.match(before, /"packageVersion": "1\.10\.0"/);
    for (const day of ["2026-11-25", "2026-11-26"]) {
      assert.equal((await verifyOn(day)).code, 0);
      assert.equal(readFileSync(at("versions.lock.json"), "utf8"), before);
    }
    const other = await run(
      "verify",
      await release("1.0.0", "author-rsa-3072"),
      ...ownRoots,
      "--lock",
      "versions.lock.json",
    );
    assert.equal(other.code, 21, "an earlier version is compared with it all the same");
  });

  it("is written for many packages at once: each writing costs the whole file, and a restore has hundreds", async () => {
    mkdirSync(at("many"));
    const count = 40;
    for (let index = 0; index < count; index++) {
      const options = {
        signer: testSigner("author-rsa-2048"),
        trust: await testTrust(),
        clock,
        timestamp: "none",
      } as const;
      const signed = await signPackage(nupkg(`Many.Package${index}`, "1.0.0"), { ...options, name: "many.nupkg" });
      writeFileSync(join(at("many"), `${index}.nupkg`), await signed.toBytes());
    }
    let written = 0;
    const watcher = watch(folder(), (_event, name) => {
      if (name === "many.lock.json") written++;
    });
    const judged = await run("verify", "many", ...ownRoots, "--lock", "many.lock.json", "--json").finally(() =>
      watcher.close(),
    );
    assert.equal(judged.code, 0, judged.stderr);
    assert.equal(readFileSync(at("many.lock.json"), "utf8").match(/"Many\.Package\d+"/g)?.length, count);
    assert.equal(judged.stdout.match(/"outcome": ?"trusted"/g)?.length, count);
    assert.ok(written < count / 2, `${written} writings for ${count} packages`);
  });

  it("says of a file that names no package that nothing of it is kept, and pins it by no command", async () => {
    const file = at("tool.bin");
    writeFileSync(file, "a tool");
    const signed = await run("sign", file, ...ownRoots, ...pemKey("author-rsa-2048"), "--no-timestamp");
    assert.equal(signed.code, 0, signed.stderr);
    const judged = await verify(file);
    assert.equal(judged.code, 0, judged.stdout);
    assert.match(judged.stderr, /tool\.bin names no package: the lock file holds nothing of it/);
    assert.equal((await run("verify", file, ...ownRoots)).stderr, "");
    const accepted = await run("pin", "accept", file, ...ownRoots);
    assert.equal(accepted.code, 2, accepted.stderr);
    assert.match(accepted.stderr, /tool\.bin: not pinned, for it names no package/);
    assert.ok(!accepted.stderr.includes("not accepted"));
  });

  it("lets a package go unsigned by the two commands that the refusal prints", async () => {
    const lock = ["--lock", "unsigned.lock.json"];
    assert.equal((await run("verify", await release("6.0.0", "author-rsa-2048"), ...ownRoots, ...lock)).code, 0);
    const bare = await release("6.1.0");
    const refused = await run("verify", bare, ...ownRoots, ...lock, "--level", "require");
    assert.equal(refused.code, 21);
    for (const words of ["pin accept", "verify"] as const) {
      const printed = refused.stdout.split(`countersign ${words} --level warn `)[1]?.split("\n")[0] ?? "";
      assert.ok(!printed.includes("require"), printed);
      const ran = await run(...words.split(" "), "--level", "warn", ...printed.split(" "));
      assert.equal(ran.code, 0, `${words}: ${ran.stdout}${ran.stderr}`);
    }
  });

  it("under a merge conflict stops the run and stays as it is", async () => {
    const text = '{\n<<<<<<< ours\n  "schema": "countersign.lock/1"\n=======\n>>>>>>> theirs\n}\n';
    writeFileSync(at("conflict.lock.json"), text);
    const { code, stderr } = await run(
      "verify",
      await release("1.0.0", "author-rsa-2048"),
      ...ownRoots,
      "--lock",
      "conflict.lock.json",
    );
    assert.equal(code, 2);
    assert.match(stderr, /merge conflict/);
    assert.equal(readFileSync(at("conflict.lock.json"), "utf8"), text);
  });
});
