import assert from "node:assert/strict";
import { X509Certificate } from "node:crypto";
import { chmodSync, chownSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { countersign, documentOf, temporaryFolder } from "./harness.js";
import { environment, NOW, ownRoots, pemKey, pfxKey, pki, unsignedPackage } from "./material.js";
import { nupkg } from "../sign/fixture.js";
import { testFile } from "../../test-certs/index.js";
import { assertValid } from "../support/schemas.js";

describe("the trust file", () => {
  const folder = temporaryFolder();
  const at = (...parts: readonly string[]): string => join(folder(), ...parts);
  const run = (words: readonly string[], cwd = folder()) => countersign(words, { cwd, environment, now: NOW });
  const read = (path = at("countersign.trust.json")): { entries: Record<string, unknown>[]; roots?: unknown[] } =>
    JSON.parse(readFileSync(path, "utf8")) as { entries: Record<string, unknown>[]; roots?: unknown[] };

  /** A project of its own: a folder with a package of the given name and author. */
  async function project(name: string, id = "Contoso.Lib", key = "author-rsa-2048"): Promise<string> {
    mkdirSync(at(name), { recursive: true });
    const file = at(name, `${id.toLowerCase()}.nupkg`);
    writeFileSync(file, nupkg(id));
    const ran = await run(["sign", file, ...ownRoots, ...pemKey(key), "--no-timestamp"]);
    assert.equal(ran.code, 0, ran.stderr);
    return file;
  }

  it("gets the signer of a package that was just verified by one command, which shows what it trusts", async () => {
    const file = await project("one");
    const { code, stdout } = await run(["trust", "add", file, ...ownRoots], at("one"));
    assert.equal(code, 0, stdout);
    assert.match(
      stdout,
      /# author \(primary\): CN=Author author-rsa-2048,O=Countersign Test, until 2060-01-01, sha256:/,
    );
    assert.match(stdout, /\+ {5,}"by": "public-key"/);
    const { entries } = read(at("one", "countersign.trust.json"));
    assert.equal(entries.length, 1);
    assert.deepEqual(entries[0]?.["packages"], ["Contoso.Lib"]);
    assert.deepEqual(entries[0]?.["kinds"], ["author"]);
  });

  it("then lets that package pass, and no package of another name or signer", async () => {
    const file = await project("two");
    await run(["trust", "add", file, ...ownRoots], at("two"));
    assert.equal((await run(["verify", file, ...ownRoots], at("two"))).code, 0);
    const other = await project("two", "Contoso.Other");
    const named = await run(["verify", other, ...ownRoots, "--json"], at("two"));
    assert.equal(named.code, 21);
    assert.match(named.stdout, /signer-pattern-not-covered/);
    const foreign = await project("two", "Contoso.Lib", "author-rsa-3072");
    const refused = await run(["verify", foreign, ...ownRoots], at("two"));
    assert.equal(refused.code, 21);
    assert.match(refused.stdout, /signer-not-allowed/);
    assert.equal((await run(["verify", foreign, ...ownRoots, "--no-trust-file"], at("two"))).code, 0);
  });

  it("gets a right entry by the very command that a refusal prints, under roots of the call's own too", async () => {
    const file = await project("printed");
    await run(["trust", "add", file, ...ownRoots], at("printed"));
    const other = await project("printed", "Contoso.Other", "author-rsa-3072");
    for (const words of [["verify"], ["trust", "why"], ["explain"]]) {
      const { code, stdout } = await run([...words, other, ...ownRoots], at("printed"));
      assert.equal(code, 21);
      const [, printed = ""] = /(?:: )countersign (trust add .+)$/m.exec(stdout) ?? [];
      assert.ok(printed.includes("--code-signing-roots"), stdout);
      const added = await run([...printed.split(" "), "--dry-run"], at("printed"));
      assert.equal(added.code, 0, added.stderr);
    }
    const { stdout } = await run(["verify", other, ...ownRoots], at("printed"));
    const [, printed = ""] = /(?:: )countersign (trust add .+)$/m.exec(stdout) ?? [];
    assert.equal((await run(printed.split(" "), at("printed"))).code, 0);
    assert.equal((await run(["verify", other, ...ownRoots], at("printed"))).code, 0);
  });

  it("gets an entry by the printed command where no list knows the root, and where an entry has ended", async () => {
    const file = await project("unknown");
    const passes = async (pattern: RegExp, roots: readonly string[]): Promise<void> => {
      const { code, stdout } = await run(["verify", file, ...roots], at("unknown"));
      assert.equal(code, 21, stdout);
      const [, printed = ""] = pattern.exec(stdout) ?? [];
      assert.equal((await run(printed.split(" "), at("unknown"))).code, 0, stdout);
      assert.equal((await run(["verify", file, ...roots], at("unknown"))).code, 0);
    };
    await passes(/: countersign (trust add \S+ --allow-untrusted-root)$/m, []);
    const list = read(at("unknown", "countersign.trust.json"));
    const ended = list.entries.map((entry) => ({ ...entry, until: "2026-01-01T00:00:00Z" }));
    writeFileSync(at("unknown", "countersign.trust.json"), JSON.stringify({ ...list, entries: ended }));
    await passes(/ anew: countersign (trust add .+)$/m, ownRoots);
  });

  it("takes no private key for a certificate, and shows none", async () => {
    mkdirSync(at("keys"));
    for (const [name, bytes] of [
      ["author.key", testFile("keys", "author-rsa-2048.pem")],
      ["encrypted.pem", testFile("keys", "forms", "author-rsa-2048.encrypted.pem")],
      ["author.pfx", testFile("pfx", "author-rsa-2048.pfx")],
    ] as const) {
      writeFileSync(at("keys", name), bytes);
      const ran = await run(["trust", "add", name], at("keys"));
      assert.equal(ran.code, 2, ran.stdout);
      assert.match(ran.stderr, new RegExp(`${name} can’t be used\n.*what looks like a private key or a PFX file`));
      assert.match(ran.stderr, /Name the file with the certificate alone/);
      assert.doesNotMatch(ran.stdout + ran.stderr, /MII/);
      assert.equal(existsSync(at("keys", "countersign.trust.json")), false);
    }
  });

  it("is found in the nearest parent folder", async () => {
    const file = await project("three");
    await run(["trust", "add", file, ...ownRoots], at("three"));
    mkdirSync(at("three", "deep", "deeper"), { recursive: true });
    const other = await project(join("three", "deep", "deeper"), "Contoso.Other");
    assert.equal((await run(["verify", other, ...ownRoots], at("three", "deep", "deeper"))).code, 21);
  });

  it("is not taken from another user, who may have put it where it is found", async function () {
    if (process.getuid?.() !== 0) this.skip(); // only root may give a file away
    const file = await project("foreign");
    await run(["trust", "add", file, ...ownRoots], at("foreign"));
    mkdirSync(at("foreign", "below"));
    chownSync(at("foreign", "countersign.trust.json"), 12_345, 12_345);
    const verify = (folder: string, ...more: readonly string[]) =>
      run(["verify", file, ...ownRoots, ...more], at("foreign", folder));
    assert.equal((await verify("")).code, 0, "where the command runs, as in a container");
    const below = await verify("below");
    assert.equal(below.code, 2);
    assert.match(below.stderr, /another user \(number 12345\), found in a parent folder/);
    assert.equal((await verify("below", "--trust-file", at("foreign", "countersign.trust.json"))).code, 0);
    assert.equal((await verify("below", "--no-trust-file")).code, 0);
    chownSync(at("foreign", "below"), 12_345, 12_345);
    assert.equal((await verify("below")).code, 0, "in a folder of the same user, whose tree it is");
    chmodSync(at("foreign"), 0o1777);
    const open = await verify("");
    assert.equal(open.code, 2);
    assert.match(open.stderr, /where everybody may write/);
  });

  it("that nobody named says in one line what trust it adds", async () => {
    const file = await project("unasked");
    const path = at("unasked", "countersign.trust.json");
    await run(["trust", "add", pki("certs", "code-signing-root.pem")], at("unasked"));
    const note = `note: ${path} was found by itself and adds trust: 1 root (--trust-file ${path} says that it is meant, --no-trust-file leaves it out)\n`;
    for (const words of [["verify"], ["explain"], ["trust", "why"], ["pin", "accept", "--dry-run"]])
      assert.deepEqual(await stderrOf([...words, file]), [0, note], words.join(" "));
    // These take its roots alone, and a lock file is compared without any.
    for (const words of [
      ["diff", file],
      ["revocation", "prefetch", "--cache", at("unasked", "cache")],
    ]) {
      const said = (await run([...words, file], at("unasked"))).stderr;
      assert.ok(said.startsWith(note) && said.lastIndexOf(note) === 0, words.join(" "));
      for (const option of [["--no-trust-file"], ["--trust-file", path]])
        assert.doesNotMatch((await run([...words, file, ...option], at("unasked"))).stderr, /found by itself/);
    }
    assert.match((await run(["diff", file, file, "--no-trust-file"], at("unasked"))).stderr, /2 signers not proven/);
    assert.deepEqual(await stderrOf(["verify", file, "--trust-file", path]), [0, ""]);
    await run(["trust", "remove", String(read(path).roots?.map((root) => (root as { id: string }).id))], at("unasked"));
    await run(["trust", "add", "https://packages.example/v3/index.json"], at("unasked"));
    await run(["trust", "add", file, "--allow-untrusted-root"], at("unasked"));
    const parts = "1 entry that follows what its repository declares, 1 entry under an unknown root";
    assert.deepEqual(await stderrOf(["verify", file]), [0, note.replace("1 root", parts)]);

    async function stderrOf(words: readonly string[]): Promise<readonly [number, string]> {
      const { code, stderr } = await run(words, at("unasked"));
      return [code, stderr];
    }
  });

  it("that nobody named does not take the place of the list of a policy", async () => {
    const file = await project("beside", "Contoso.Lib", "author-rsa-3072");
    const policy = at("listing.json");
    const nobody = { id: "nobody", by: "certificate", fingerprint: `sha256:${"0".repeat(64)}` };
    const signers = { version: 1, mode: "listed", entries: [nobody] };
    writeFileSync(policy, JSON.stringify({ version: 1, name: "listing", signers }));
    await run(["trust", "add", file, ...ownRoots], at("beside"));
    const verify = ["verify", file, ...ownRoots, "--policy", policy];
    const refused = await run(verify, at("beside"));
    assert.equal(refused.code, 21);
    assert.match(refused.stdout, /signer-not-allowed/);
    assert.match(refused.stderr, /^note: the policy lists signers itself, so the entries of \S+ do not count/);
    const named = await run([...verify, "--trust-file", at("beside", "countersign.trust.json")], at("beside"));
    assert.deepEqual([named.code, named.stderr], [0, ""]);
  });

  it("adds nothing twice, and takes nothing from a package whose signer is not proven", async () => {
    const file = await project("four");
    await run(["trust", "add", file, ...ownRoots], at("four"));
    const before = readFileSync(at("four", "countersign.trust.json"), "utf8");
    const again = await run(["trust", "add", file, ...ownRoots], at("four"));
    assert.match(again.stdout, /already trusted/);
    assert.equal(readFileSync(at("four", "countersign.trust.json"), "utf8"), before);
    const unproven = await run(["trust", "add", file], at("four"));
    assert.equal(unproven.code, 21);
    assert.match(unproven.stderr, /--allow-untrusted-root/);
    assert.equal(readFileSync(at("four", "countersign.trust.json"), "utf8"), before);
  });

  it("takes no name from a package that would mean others as a pattern, or could not be read again", async () => {
    for (const [place, id] of ["*", "System.*", "Contoso.\u200bLib"].entries()) {
      const file = await project(`pattern-${place}`, id);
      const folder = at(`pattern-${place}`);
      const refused = await run(["trust", "add", file, ...ownRoots], folder);
      assert.equal(refused.code, 2);
      assert.match(refused.stderr, /expected a package whose name means one package/);
      const proposed = await run(["trust", "init", file, ...ownRoots], folder);
      assert.equal(proposed.code, 21);
      assert.match(proposed.stderr, /its name means more than one package, not covered/);
      assert.ok(!existsSync(join(folder, "countersign.trust.json")), "an empty list would let nothing pass");
      const named = await run(["trust", "add", file, ...ownRoots, "--packages", "Contoso.Lib"], folder);
      assert.equal(named.code, 0, named.stderr);
    }
  });

  it("writes nothing that it could not read again", async () => {
    const file = await project("unreadable");
    const { code, stderr } = await run(["trust", "add", file, ...ownRoots, "--packages", "Cont*"], at("unreadable"));
    assert.equal(code, 2);
    assert.match(stderr, /packages\[0\].*\n.*whose last segment is "\*", received "Cont\*"/);
    assert.equal(existsSync(at("unreadable", "countersign.trust.json")), false);
  });

  it("loses no entry where several commands write it at once: those that come late are refused", async () => {
    const files = await Promise.all(["A", "B", "C", "D"].map((name) => project("at-once", `Contoso.${name}`)));
    const all = await Promise.all(files.map((file) => run(["trust", "add", file, ...ownRoots], at("at-once"))));
    const written = all.filter(({ code }) => code === 0).length;
    assert.equal(read(at("at-once", "countersign.trust.json")).entries.length, written);
    for (const { code, stderr } of all) if (code !== 0) assert.match(stderr, /received one that was changed meanwhile/);
  });

  it("shows what was written by hand without what could drive a terminal", async () => {
    const file = await project("escapes");
    const entry = { id: "a", by: "certificate", fingerprint: `sha256:${"0".repeat(64)}`, note: "\u009b31m\u202e" };
    const path = at("escapes", "countersign.trust.json");
    writeFileSync(path, JSON.stringify({ version: 1, mode: "listed", entries: [entry] }));
    const { code, stdout } = await run(["trust", "add", file, ...ownRoots], at("escapes"));
    assert.equal(code, 0);
    assert.doesNotMatch(stdout, /[\u0080-\u009f\u202e]/);
  });

  it("goes from an untrusted root to a right entry in one command that the refusal prints", async () => {
    const file = await project("five");
    const refused = await run(["verify", file], at("five"));
    assert.equal(refused.code, 21);
    assert.match(refused.stdout, /countersign trust add \S+/);
    const added = await run(["trust", "add", pki("certs", "code-signing-root.pem")], at("five"));
    assert.equal(added.code, 0, added.stderr);
    assert.equal(read(at("five", "countersign.trust.json")).roots?.length, 1);
    assert.equal((await run(["verify", file], at("five"))).code, 0);
  });

  it("forgives an unknown root only where asked, and then for that certificate alone", async () => {
    const file = await project("six");
    const { code } = await run(["trust", "add", file, "--allow-untrusted-root"], at("six"));
    assert.equal(code, 0);
    assert.equal(read(at("six", "countersign.trust.json")).entries[0]?.["allowUntrustedRoot"], true);
    assert.equal((await run(["verify", file], at("six"))).code, 0);
  });

  it("recognises a signer as asked, for the names and the time that are asked", async () => {
    const file = await project("seven");
    const more = ["--by", "subject", "--packages", "Contoso.*", "--until", "2027-01-01", "--note", "reviewed"];
    assert.equal((await run(["trust", "add", file, ...ownRoots, ...more], at("seven"))).code, 0);
    const [entry] = read(at("seven", "countersign.trust.json")).entries;
    assert.equal(entry?.["subject"], "CN=Author author-rsa-2048,O=Countersign Test");
    assert.deepEqual(entry?.["packages"], ["Contoso.*"]);
    assert.equal(entry?.["until"], "2027-01-01T00:00:00Z");
    assert.equal((await run(["verify", file, ...ownRoots], at("seven"))).code, 0);
    const late = await run(["verify", file, ...ownRoots, "--at", "2027-01-02", "--json"], at("seven"));
    assert.equal(late.code, 21);
    assert.match(late.stdout, /signer-entry-out-of-window/);
  });

  it("takes a signer's certificate by itself, and a repository by its index", async () => {
    mkdirSync(at("eight"));
    assert.equal((await run(["trust", "add", pki("certs", "author-rsa-2048.pem")], at("eight"))).code, 0);
    assert.equal((await run(["trust", "add", "https://packages.example/v3/index.json"], at("eight"))).code, 0);
    const { entries } = read(at("eight", "countersign.trust.json"));
    assert.deepEqual(
      entries.map((entry) => entry["by"]),
      ["public-key", "repository"],
    );
    assert.equal(entries[1]?.["certificates"], "declared");
  });

  it("is listed with the certificates of a repository, or that it declares them itself", async () => {
    mkdirSync(at("certificates"));
    const prints = ["a", "b"].map((digit) => `sha256:${digit.repeat(64)}`);
    const repository = { by: "repository", serviceIndex: "https://packages.example/v3/index.json" };
    const entries = [
      { id: "named", ...repository, certificates: prints },
      { id: "declared", ...repository, certificates: "declared" },
    ];
    writeFileSync(
      at("certificates", "countersign.trust.json"),
      JSON.stringify({ version: 1, mode: "listed", entries }),
    );
    const { code, stdout, stderr } = await run(["trust", "list"], at("certificates"));
    assert.equal(code, 0, stderr);
    assert.ok(stdout.includes(`index.json, by the certificates ${prints.join(" or ")}, as repository, for`), stdout);
    assert.match(stdout, /declared: .*by the certificates that it declares/);
  });

  it("is listed, and loses entries by their ids", async () => {
    mkdirSync(at("nine"));
    await run(["trust", "add", pki("certs", "author-rsa-2048.pem"), pki("certs", "author-rsa-3072.pem")], at("nine"));
    const listed = await run(["trust", "list"], at("nine"));
    assert.match(listed.stdout, /author-author-rsa-2048: the public key sha256:/);
    const removed = await run(["trust", "remove", "author-author-rsa-2048"], at("nine"));
    assert.equal(removed.code, 0, removed.stderr);
    assert.match(removed.stdout, /^- /m);
    assert.equal(read(at("nine", "countersign.trust.json")).entries.length, 1);
    assert.doesNotMatch(removed.stdout, /no entry is left/);
    const last = await run(["trust", "remove", "author-author-rsa-3072", "--dry-run"], at("nine"));
    assert.match(last.stdout, /no entry is left, so that the file binds no package/);
    const unknown = await run(["trust", "remove", "author-author-rsa-307"], at("nine"));
    assert.equal(unknown.code, 2);
    assert.match(unknown.stderr, /author-author-rsa-3072/);
  });

  it("is listed with what each entry speaks for, and where it stands", async () => {
    const [, root = ""] = /-----\n([^-]+)-----/.exec(readFileSync(pki("certs", "code-signing-root.pem"), "utf8")) ?? [];
    const fingerprint = `sha256:${"a".repeat(64)}`;
    const entries = [
      { id: "either", by: "certificate", fingerprint },
      { id: "author", by: "certificate", kinds: ["author"], fingerprint },
      {
        id: "shop",
        by: "repository",
        serviceIndex: "https://packages.example/v3/index.json",
        certificates: "declared",
      },
    ];
    const roots = [{ id: "ours", certificate: root.replaceAll("\n", ""), purposes: ["code-signing"] }];
    mkdirSync(at("placed", "below"), { recursive: true });
    const path = at("placed", "countersign.trust.json");
    writeFileSync(path, JSON.stringify({ version: 1, mode: "listed", entries, roots }, null, 2));
    const lineOf = (id: string): number =>
      readFileSync(path, "utf8")
        .split("\n")
        .findIndex((line) => line.includes(`"${id}"`));
    const { stdout } = await run(["trust", "list"], at("placed", "below"));
    assert.ok(stdout.startsWith(`${path} (listed)\n`), stdout);
    const row = (id: string): string | undefined => stdout.split("\n").find((line) => line.startsWith(`  ${id}: `));
    for (const [id, as] of [
      ["either", "as author or repository, for"],
      ["author", "as author, for"],
      ["shop", "as repository, for"],
      ["ours", "a root for code-signing"],
    ] as const) {
      assert.ok(row(id)?.includes(as), stdout);
      assert.ok(row(id)?.endsWith(`[countersign.trust.json:${lineOf(id)}]`), stdout);
    }
    const json = documentOf(await run(["trust", "list", "--json"], at("placed", "below")));
    assertValid(json);
    assert.deepEqual(json["listed"], [
      { id: "either", is: "signer", kinds: ["author", "repository"], line: lineOf("either") },
      { id: "author", is: "signer", kinds: ["author"], line: lineOf("author") },
      { id: "shop", is: "signer", kinds: ["repository"], line: lineOf("shop") },
      { id: "ours", is: "root", line: lineOf("ours") },
    ]);
  });

  it("forgives the unknown root of a countersignature by the command that its refusal prints", async () => {
    const file = await project("countersigned");
    const named = ["--service-index", "https://packages.example/v3/index.json", "--no-timestamp"];
    const signed = await run(["countersign", file, ...ownRoots, ...pemKey("repository"), ...named]);
    assert.equal(signed.code, 0, signed.stderr);
    for (const by of ["", " --by repository"]) {
      const refused = await run(["verify", file], at("countersigned"));
      assert.equal(refused.code, 21, refused.stdout);
      const lines = refused.stdout.split(/countersign (?=trust add)|\n/);
      const line = lines.find((one) => one.endsWith(`.nupkg${by} --allow-untrusted-root`)) ?? "";
      const added = await run(line.split(" "), at("countersigned"));
      assert.equal(added.code, 0, `${line}: ${added.stderr}`);
    }
    const { code, stdout } = await run(["verify", file], at("countersigned"));
    assert.equal(code, 0, stdout);
    const rows = (await run(["trust", "list"], at("countersigned"))).stdout.split("\n").slice(1, 3);
    for (const row of rows) assert.match(row, /, even under an unknown root,/);
  });

  it("takes no option that what is to be trusted has no place for, for more would be trusted than was meant", async () => {
    const file = await project("unheard");
    const [root, signer] = [pki("certs", "code-signing-root.pem"), pki("certs", "author-rsa-2048.pem")];
    const url = "https://packages.example/v3/index.json";
    for (const [words, option] of [
      [[root, "--packages", "Contoso.*"], "--packages"],
      [[root, "--by", "subject"], "--by"],
      [[root, "--allow-untrusted-root"], "--allow-untrusted-root"],
      [[signer, "--by", "subject"], "--by"],
      [[signer, "--by", "public-key", "--allow-untrusted-root"], "--allow-untrusted-root"],
      [[signer, "--purpose", "timestamping"], "--purpose"],
      [[file, "--purpose", "timestamping"], "--purpose"],
      [[file, "--by", "public-key", "--allow-untrusted-root"], "--allow-untrusted-root"],
      [[url, "--by", "public-key"], "--by"],
      [[url, "--allow-untrusted-root"], "--allow-untrusted-root"],
      [[url, "--purpose", "timestamping"], "--purpose"],
      [["https://[x/"], "trust add"],
      [["https://user:secret@packages.example/v3/index.json"], "trust add"],
      [["https://:secret@packages.example/v3/index.json"], "trust add"],
      [["HTTPS://packages.example/v3/index.json"], "trust add"],
      [["https://packages.example/v3 index.json"], "trust add"],
    ] as const) {
      const { code, stderr } = await run(["trust", "add", ...words, ...ownRoots], at("unheard"));
      assert.equal(code, 2, stderr);
      assert.ok(stderr.startsWith(`countersign: ${option} can’t be used\n`), stderr);
      assert.doesNotMatch(stderr, /secret/);
    }
    assert.ok(!existsSync(at("unheard", "countersign.trust.json")));
  });

  it("advises no option that was given already", async () => {
    const file = await project("given");
    const stamped = await run(
      ["trust", "add", file, "--allow-untrusted-root", "--code-signing-roots", pki("certs", "timestamping-root.pem")],
      at("given"),
    );
    assert.equal(stamped.code, 0, stamped.stderr);
    writeFileSync(at("given", "changed.nupkg"), Buffer.concat([readFileSync(file), Buffer.from("x")]));
    const refused = await run(["trust", "add", "changed.nupkg", "--allow-untrusted-root"], at("given"));
    assert.equal(refused.code, 20);
    assert.match(refused.stderr, /nothing was added\n$/);
  });

  it("lists from when on each counts, and as which signature", async () => {
    mkdirSync(at("windows"));
    const from = "2030-01-01T00:00:00Z";
    const fingerprint = `sha256:${"0".repeat(64)}`;
    const entries = [{ id: "late", by: "certificate", fingerprint, placement: "primary", from }];
    const der = new X509Certificate(readFileSync(pki("certs", "code-signing-root.pem"))).raw;
    const roots = [{ id: "root", certificate: der.toString("base64"), purposes: ["code-signing"], from }];
    const file = { version: 1, mode: "listed", entries, roots };
    writeFileSync(at("windows", "countersign.trust.json"), JSON.stringify(file, undefined, 1));
    const { stdout } = await run(["trust", "list"], at("windows"));
    assert.match(
      stdout,
      /late: the certificate sha256:0+, as the primary signature, as .*, for every package, from 2030-01-01T/,
    );
    assert.match(stdout, /root: a root for code-signing, from 2030-01-01T/);
  });

  it("shows a change and writes nothing with --dry-run", async () => {
    mkdirSync(at("ten"));
    const { stdout } = await run(["trust", "add", pki("certs", "author-rsa-2048.pem"), "--dry-run"], at("ten"));
    assert.match(stdout, /would change/);
    assert.ok(!existsSync(at("ten", "countersign.trust.json")));
  });

  it("is proposed for a whole folder: one entry for each signer, with the names that it signs", async () => {
    for (const id of ["Contoso.A", "Contoso.B", "Contoso.C"]) await project("eleven", id);
    await project("eleven", "Fabrikam", "author-rsa-3072");
    unsignedPackage(at("eleven"), "unsigned.nupkg");
    const { code, stdout, stderr } = await run(["trust", "init", ".", ...ownRoots], at("eleven"));
    assert.equal(code, 22, stderr);
    assert.match(stderr, /unsigned\.nupkg: unsigned, not covered/);
    assert.match(stdout, /2 new signers/);
    const { entries } = read(at("eleven", "countersign.trust.json"));
    assert.deepEqual(
      entries.map((entry) => entry["packages"]),
      [["Contoso.*"], ["Fabrikam"]],
    );
    const verified = await run(["verify", "contoso.a.nupkg", "fabrikam.nupkg", ...ownRoots], at("eleven"));
    assert.equal(verified.code, 0, verified.stdout);
  });

  it("says of a file that names no package what it leaves, where its signer has packages", async () => {
    await project("nameless", "Contoso.A");
    writeFileSync(at("nameless", "tool.bin"), "not a package");
    const words = ["sign", "tool.bin", ...ownRoots, ...pemKey("author-rsa-2048"), "--no-timestamp"];
    assert.equal((await run(words, at("nameless"))).code, 0);
    const init = () => run(["trust", "init", ".", ...ownRoots], at("nameless"));
    const first = await init();
    assert.equal(first.code, 21, first.stderr);
    assert.match(
      first.stderr,
      /tool\.bin: names no package, not covered\n.*for every package: countersign trust add FILE/,
    );
    const refused = await run(["verify", "tool.bin", ...ownRoots], at("nameless"));
    assert.equal(refused.code, 21);
    assert.match(
      refused.stdout,
      /trust this signer for every package, since this file names none: countersign trust add/,
    );
    assert.equal((await run(["trust", "add", "tool.bin", ...ownRoots], at("nameless"))).code, 0);
    assert.equal((await init()).code, 0);
    assert.equal((await run(["verify", ".", ...ownRoots], at("nameless"))).code, 0);
  });

  it("blames a repository's URL without https on the call, and not on a line that nobody wrote", async () => {
    const { code, stderr } = await run(["trust", "add", "http://packages.example/v3/index.json"], at("one"));
    assert.equal(code, 2);
    assert.match(stderr, /^countersign: http:\/\/packages\.example\S* can’t be used\n.*by https.*\n.*https:\/\//);
    assert.doesNotMatch(stderr, /countersign\.trust\.json/);
  });

  it("is proposed for what it does not cover yet, and stays as it is where that is nothing", async () => {
    await project("again", "Contoso.A");
    const init = () => run(["trust", "init", ".", ...ownRoots], at("again"));
    assert.equal((await init()).code, 0);
    const before = readFileSync(at("again", "countersign.trust.json"), "utf8");
    assert.match((await init()).stdout, /^# 0 new signers .*\n\S+: unchanged\n$/);
    assert.equal(readFileSync(at("again", "countersign.trust.json"), "utf8"), before);
    await project("again", "Contoso.B");
    const more = await init();
    assert.match(more.stdout, /^# 1 new signer /);
    assert.doesNotMatch(more.stdout, /^- .*"(?:by|packages|kinds)"/m, "no line moves that the change is not about");
    const { entries } = read(at("again", "countersign.trust.json"));
    assert.deepEqual(
      entries.map((entry) => entry["packages"]),
      [["Contoso.A"], ["Contoso.B"]],
    );
  });

  it("proposes no pattern that takes in a name of somebody else: of the file, refused, or not restored", async () => {
    const late = ["Contoso.X", "Contoso.Y", "Contoso.Z"];
    const others: Readonly<Record<string, (name: string) => Promise<unknown>>> = {
      listed: async (name) => run(["trust", "add", await project(name, "Contoso.Core"), ...ownRoots], at(name)),
      refused: async (name) => writeFileSync(await project(name, "Contoso.Core"), nupkg("Contoso.Core")),
      absent: async (name) => {
        mkdirSync(at(name));
        const dependencies = { "net8.0": { "Contoso.Core": { type: "Direct", resolved: "1.0.0" } } };
        writeFileSync(at(name, "packages.lock.json"), JSON.stringify({ version: 1, dependencies }));
      },
    };
    for (const [what, before] of Object.entries(others)) {
      const name = `late-${what}`;
      await before(name);
      for (const id of late) await project(name, id, "author-rsa-3072");
      const operands = what === "absent" ? ["packages.lock.json"] : [];
      await run(["trust", "init", ".", ...operands, ...ownRoots, "--package-folder", "none"], at(name));
      const entries = read(at(name, "countersign.trust.json")).entries.map((entry) => entry["packages"]);
      assert.deepEqual(entries.at(-1), late, what);
    }
  });

  it("is not made where nothing could be covered: what is missing is said, with the next step", async () => {
    mkdirSync(at("unrestored"));
    const dependencies = { "net8.0": { "Contoso.Lib": { type: "Direct", resolved: "1.0.0" } } };
    writeFileSync(at("unrestored", "packages.lock.json"), JSON.stringify({ version: 1, dependencies }));
    const setting = { cwd: at("unrestored"), environment: { NUGET_PACKAGES: at("unrestored", "store") }, now: NOW };
    const { code, stdout, stderr } = await countersign(["trust", "init", "packages.lock.json"], setting);
    assert.equal(code, 3, "nothing was refused: it could not be read");
    assert.match(stdout, /countersign\.trust\.json: not made\n$/);
    assert.match(
      stderr,
      /that is not in .*\n {2}→ Run dotnet restore, or say where the packages lie: --package-folder DIR\n/,
    );
    assert.ok(!existsSync(at("unrestored", "countersign.trust.json")));
    unsignedPackage(at("unrestored"), "unsigned.nupkg");
    const both = await countersign(["trust", "init", "packages.lock.json", "unsigned.nupkg"], setting);
    assert.equal(both.code, 22, "a refusal comes first");
    writeFileSync(at("unrestored", "changed.nupkg"), "no package");
    const all = await countersign(["trust", "init", "packages.lock.json", "unsigned.nupkg", "changed.nupkg"], setting);
    assert.equal(all.code, 20, "and the strictest of several, as verify has them");
  });

  it("is proposed, and compared, by a lock file of NuGet with a word on what that leaves open", async () => {
    const signed = await project("locked", "contoso.lib");
    const stored = at("locked", "store", "contoso.lib", "1.0.0");
    mkdirSync(stored, { recursive: true });
    renameSync(signed, join(stored, "contoso.lib.1.0.0.nupkg"));
    const dependencies = { "net8.0": { "Contoso.Lib": { type: "Direct", resolved: "1.0.0" } } };
    const file = at("locked", "packages.lock.json");
    writeFileSync(file, JSON.stringify({ version: 1, dependencies }));
    const setting = { cwd: at("locked"), environment: { NUGET_PACKAGES: at("locked", "store") }, now: NOW };
    const said =
      /^note: packages\.lock\.json names no source: from which repository a package comes is not looked at\n$/;
    const proposed = await countersign(["trust", "init", "packages.lock.json", ...ownRoots, "--dry-run"], setting);
    assert.equal(proposed.code, 0, proposed.stderr);
    assert.match(proposed.stderr, said);
    for (const words of [
      ["trust", "init", "packages.lock.json", "--dry-run"],
      ["diff", "packages.lock.json", "packages.lock.json"],
    ]) {
      const named = await run([...words, ...ownRoots, "--package-folder", at("locked", "store")], at("locked"));
      assert.equal(named.code, 0, named.stderr);
    }
    await run(["trust", "add", pki("certs", "code-signing-root.pem")], at("locked"));
    const named = ["--trust-file", "countersign.trust.json"];
    const compared = await countersign(["diff", "packages.lock.json", "packages.lock.json", ...named], setting);
    assert.equal(compared.code, 0, compared.stderr);
    assert.match(compared.stderr, said);
    const direct = join("store", "contoso.lib", "1.0.0", "contoso.lib.1.0.0.nupkg");
    assert.equal((await countersign(["diff", direct, direct, ...named], setting)).stderr, "");
  });

  it("answers why a package passes, or why it does not", async () => {
    const file = await project("twelve");
    await run(["trust", "add", file, ...ownRoots], at("twelve"));
    const passes = await run(["trust", "why", file, ...ownRoots], at("twelve"));
    assert.equal(passes.code, 0, passes.stderr);
    assert.match(passes.stdout, /passes \(trusted\)\n {2}author primary: author-author-rsa-2048: the public key/);
    const other = await project("twelve", "Contoso.Lib", "author-rsa-3072");
    const refused = await run(["trust", "why", other, ...ownRoots, "--json"], at("twelve"));
    assert.equal(refused.code, 21);
    const [result] = documentOf(refused)["results"] as { matched: unknown[]; issues: { code: string }[] }[];
    assert.deepEqual(result?.matched, []);
    assert.equal(result?.issues[0]?.code, "signer-not-allowed");
  });

  it("that is damaged stops the run with line and field, and stays as it is", async () => {
    mkdirSync(at("thirteen"));
    const rootDer = new X509Certificate(readFileSync(pki("certs", "code-signing-root.pem"))).raw.toString("base64");
    const withRoot = (more: string): string =>
      `{ "version": 1, "mode": "listed", "entries": [],\n"roots": [{ "id": "r", "certificate": "${rootDer}", ${more} }] }`;
    const file = at("thirteen", "countersign.trust.json");
    for (const [text, says] of [
      ['{\n  "version": 1,\n  "mode": "listed",\n  "entries": [\n    { "id": "x", "by": "magic" }\n  ]\n}', /line 5/],
      ["{\n<<<<<<< ours\n}", /unresolved merge conflict \(line 2\)|line 2.*unresolved merge conflict/s],
      ['{ "version": 2, "mode": "listed", "entries": [] }', /version/],
      ['{ "version": 1, "mode": "listed", "entries": [], "entries": [] }', /once/],
      ['{ "version": 1, "mode": "listed", "entries": [], "__proto__": {} }', /__proto__/],
      [
        '{ "version": 1, "mode": "listed", "entries": [], "roots": [{ "id": "r", "certificate": "!", "purposes": [] }] }',
        /base64/,
      ],
      [
        '{ "version": 1, "mode": "listed", "entries": [],\n"roots": [{ "id": "r", "certificate": "MAA=", "purposes": [] }] }',
        /line 2.*the root r/s,
      ],
      [withRoot('"purposes": []'), /purposes \(line 2\).*expected "code-signing".*none in the root r/s],
      [
        withRoot('"purposes": ["code-signing"], "from": "2027-01-02T00:00:00Z", "until": "2027-01-01T00:00:00Z"'),
        /until \(line 2\).*not before from, 2027-01-02T00:00:00Z, received 2027-01-01T00:00:00Z in the root r/s,
      ],
    ] as const) {
      writeFileSync(file, text);
      const listed = await run(["trust", "list"], at("thirteen"));
      assert.equal(listed.code, 2, text);
      assert.match(listed.stderr, says);
      const added = await run(["trust", "add", pki("certs", "author-rsa-2048.pem")], at("thirteen"));
      assert.equal(added.code, 2);
      assert.equal(readFileSync(file, "utf8"), text);
    }
  });

  it("exports what NuGet can express, and names what it can’t", async () => {
    mkdirSync(at("fourteen"));
    const certificate = pki("certs", "author-rsa-2048.pem");
    await run(["trust", "add", certificate, "--by", "certificate"], at("fourteen"));
    await run(["trust", "add", pki("certs", "author-rsa-3072.pem")], at("fourteen"));
    const { code, stdout, stderr } = await run(["trust", "export"], at("fourteen"));
    assert.equal(code, 0);
    assert.match(
      stdout,
      /<author name="author-author-rsa-2048">\n +<certificate fingerprint="[0-9A-F]{64}" hashAlgorithm="SHA256" allowUntrustedRoot="false" \/>/,
    );
    assert.match(stderr, /author-author-rsa-3072: NuGet has no counterpart/);
  });

  it("prints no name for a terminal or a build service to act on, and NuGet reads it all the same", async () => {
    const owners = ["\u202ean\u2028n", "##vso[task.x]y"];
    const fingerprint = `sha256:${"0".repeat(64)}`;
    const rule = { by: "repository", serviceIndex: "https://a.example/v3/index.json", certificates: [fingerprint] };
    for (const name of ["printed-export", "read-back"]) mkdirSync(at(name));
    const entries = [{ id: "r", ...rule, owners }];
    writeFileSync(
      at("printed-export", "countersign.trust.json"),
      JSON.stringify({ version: 1, mode: "listed", entries }),
    );
    const { code, stdout } = await run(["trust", "export"], at("printed-export"));
    assert.equal(code, 0);
    assert.doesNotMatch(stdout, /[\p{Cf}\u2028]|##vso/u);
    writeFileSync(at("read-back", "nuget.config"), stdout);
    assert.equal((await run(["trust", "import", "nuget.config"], at("read-back"))).code, 0);
    assert.deepEqual(read(at("read-back", "countersign.trust.json")).entries[0]?.["owners"], owners);
  });

  it("exports to NuGet what it imported from there, service indexes and owners too", async () => {
    mkdirSync(at("back"));
    const nuget = `<configuration><trustedSigners><repository name="nuget.org" serviceIndex="https://api.nuget.org/v3/index.json"><certificate fingerprint="${"AB".repeat(32)}" hashAlgorithm="SHA256" allowUntrustedRoot="true" /><certificate fingerprint="${"CD".repeat(48)}" hashAlgorithm="SHA384" allowUntrustedRoot="true" /><owners>a;b</owners></repository></trustedSigners></configuration>`;
    writeFileSync(at("back", "nuget.config"), nuget);
    assert.equal((await run(["trust", "import", "nuget.config"], at("back"))).code, 0);
    const imported = read(at("back", "countersign.trust.json"));
    const { code, stdout, stderr } = await run(["trust", "export"], at("back"));
    assert.deepEqual([code, stderr], [0, ""]);
    assert.ok(
      stdout.includes('<repository name="nuget.org" serviceIndex="https://api.nuget.org/v3/index.json">'),
      stdout,
    );
    writeFileSync(at("back", "exported.config"), stdout);
    const again = await run(["trust", "import", "exported.config"], at("back"));
    assert.match(again.stdout, /unchanged/);
    assert.deepEqual(read(at("back", "countersign.trust.json")), imported);
  });

  it("takes many entries over by writing each out a few times, and not each for each", async () => {
    mkdirSync(at("many"));
    const certificates = Array.from(
      { length: 200 },
      (_, number) =>
        `<certificate fingerprint="${String(number).padStart(64, "0")}" hashAlgorithm="SHA256" allowUntrustedRoot="false" />`,
    );
    const config = `<configuration><trustedSigners><author name="us">${certificates.join("")}</author></trustedSigners></configuration>`;
    writeFileSync(at("many", "nuget.config"), config);
    const { stringify } = JSON;
    let written = 0;
    JSON.stringify = ((...words: Parameters<typeof stringify>) => (written++, stringify(...words))) as typeof stringify;
    const { code, stderr } = await run(["trust", "import", "nuget.config"], at("many")).finally(
      () => (JSON.stringify = stringify),
    );
    assert.equal(code, 0, stderr);
    assert.equal(read(at("many", "countersign.trust.json")).entries.length, 200);
    assert.ok(written < 200 * 40, `${written} texts`);
  });

  it("is not exported where nothing of it can be: that says why, and writes nothing", async () => {
    mkdirSync(at("none"));
    await run(["trust", "add", pki("certs", "author-rsa-3072.pem")], at("none"));
    const { code, stdout, stderr } = await run(["trust", "export", "-o", "nuget.config"], at("none"));
    assert.deepEqual([code, stdout], [2, ""]);
    assert.match(stderr, /author-author-rsa-3072: NuGet has no counterpart/);
    assert.equal(existsSync(at("none", "nuget.config")), false);
  });

  it("imports the trusted signers of nuget.config and judges by them as verify --nuget-config does", async () => {
    const file = await project("fifteen");
    const inspected = documentOf(await run(["inspect", file, "--json"]));
    const [result] = inspected["results"] as { signatures: { signer: { fingerprint: string } }[] }[];
    const fingerprint = result?.signatures[0]?.signer.fingerprint.replace("sha256:", "").toUpperCase() ?? "";
    const config = (hex: string): string =>
      `<configuration><config><add key="signatureValidationMode" value="require" /></config><trustedSigners><author name="us"><certificate fingerprint="${hex}" hashAlgorithm="SHA256" allowUntrustedRoot="false" /></author></trustedSigners></configuration>`;
    writeFileSync(at("fifteen", "nuget.config"), config(fingerprint));
    writeFileSync(at("fifteen", "other.config"), config("0".repeat(64)));
    const words = ["verify", file, ...ownRoots, "--nuget-config"];
    assert.equal((await run([...words, "nuget.config"], at("fifteen"))).code, 0);
    assert.equal((await run([...words, "other.config"], at("fifteen"))).code, 21);
    const imported = await run(["trust", "import", "nuget.config"], at("fifteen"));
    assert.equal(imported.code, 0, imported.stderr);
    assert.equal((await run(["verify", file, ...ownRoots], at("fifteen"))).code, 0);
  });

  it("is a nuget.config about restoring only where it sets a mode, and not where some text in it looks so", async () => {
    mkdirSync(at("modes"));
    const file = unsignedPackage(at("modes"));
    const judgedBy = async (element: string): Promise<number> => {
      writeFileSync(at("modes", "nuget.config"), `<configuration><config>${element}</config></configuration>`);
      return (await run(["verify", file, ...ownRoots, "--nuget-config", "nuget.config"], at("modes"))).code;
    };
    assert.equal(await judgedBy('<add key="SIGNATUREVALIDATIONMODE" value="accept" />'), 0);
    assert.notEqual(await judgedBy('<add key="note" value="key=\'signatureValidationMode\'" />'), 0);
    assert.notEqual(await judgedBy('<![CDATA[key="signatureValidationMode"]]>'), 0);
  });

  it("is refused at once as a nuget.config that begins comments and ends none", async () => {
    mkdirSync(at("comments"));
    writeFileSync(at("comments", "nuget.config"), `<configuration>${"<!--".repeat(200_000)}`);
    const words = ["verify", unsignedPackage(at("comments")), ...ownRoots, "--nuget-config", "nuget.config"];
    const { code, stderr } = await run(words, at("comments"));
    assert.equal(code, 2);
    assert.match(stderr, /well-formed XML/);
  });

  it("is needed by nothing: a repository's package is trusted by its repository", async () => {
    const file = await project("sixteen");
    const claims = ["--service-index", "https://packages.example/v3/index.json", "--owner", "contoso"];
    const sign = [
      "sign",
      file,
      "--overwrite",
      "--kind",
      "repository",
      ...claims,
      ...pfxKey("repository"),
      "--no-timestamp",
    ];
    assert.equal((await run([...sign, ...ownRoots])).code, 0);
    await run(["trust", "add", file, ...ownRoots], at("sixteen"));
    const [entry] = read(at("sixteen", "countersign.trust.json")).entries;
    assert.equal(entry?.["by"], "repository");
    assert.deepEqual(entry?.["owners"], ["contoso"]);
    assert.equal((await run(["verify", file, ...ownRoots], at("sixteen"))).code, 0);
  });
});
