import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { testCertificate } from "../../test-certs/index.js";
import { declared, type RepositoryServer, serveRepository } from "../support/repository-server.js";
import { countersign, type Ran, temporaryFolder } from "./harness.js";
import { environment, NOW } from "./material.js";

describe("countersign trust sync", () => {
  const folder = temporaryFolder();
  const file = (): string => join(folder(), "countersign.trust.json");
  const [first, second] = [testCertificate("repository"), testCertificate("author-rsa-2048")];
  const print = (certificate: Uint8Array, hash = "sha256"): string =>
    `${hash}:${createHash(hash).update(certificate).digest("hex")}`;
  let server: RepositoryServer;
  let other: RepositoryServer;
  beforeEach(async () => {
    server = await serveRepository({ certificates: [first, second] });
    other = await serveRepository({ certificates: [first] });
  });
  afterEach(async () => {
    await other.close();
    await server.close();
  });

  const run = (...words: readonly string[]): Promise<Ran> =>
    countersign(["trust", ...words], {
      cwd: folder(),
      environment: { ...environment, COUNTERSIGN_CACHE: join(folder(), "cache") },
      now: NOW,
    });

  function trusting(...entries: readonly object[]): string {
    const common = { by: "repository", serviceIndex: server.serviceIndex };
    const list = entries.map((entry, index) => ({ id: `r${index}`, ...("packages" in entry ? {} : common), ...entry }));
    const text = `${JSON.stringify({ version: 1, mode: "listed", entries: list }, undefined, 2)}\n`;
    writeFileSync(file(), text);
    return text;
  }
  const entries = (): readonly Readonly<Record<string, unknown>>[] =>
    (JSON.parse(readFileSync(file(), "utf8")) as { entries: Record<string, unknown>[] }).entries;
  const both = [print(first), print(second)].toSorted();

  it("adds what is declared now, shown by name, and changes nothing else of the entry", async () => {
    const rest = { packages: ["Contoso.*"], until: "2030-01-01T00:00:00Z", note: "ours" };
    const rule = { by: "repository", serviceIndex: server.serviceIndex, owners: ["ann"] };
    trusting(
      { ...rest, ...rule, certificates: [print(first)] },
      { by: "certificate", serviceIndex: undefined, fingerprint: print(first) },
    );
    const before = entries();
    const ran = await run("sync");
    assert.equal(ran.code, 0, ran.stderr);
    assert.match(ran.stdout, new RegExp(`# r0 trusts ${print(second)}, .*Author author-rsa-2048.*, until \\d{4}-`));
    const changed = ran.stdout.split("\n").filter((line) => /^[+-] /.test(line));
    assert.ok(changed.length <= 3 && changed.some((line) => line.includes(print(second))), ran.stdout);
    assert.deepEqual(entries(), [{ ...before[0], certificates: both }, before[1]]);
    const again = await run("sync");
    assert.match(again.stdout, /unchanged/);
    assert.match(again.stdout, /r0: as its repository declares it/);
  });

  it("leaves a file that says the same in other lines as its author wrote it", async () => {
    trusting({ certificates: both });
    const compact = JSON.stringify(JSON.parse(readFileSync(file(), "utf8")));
    writeFileSync(file(), compact);
    const ran = await run("sync");
    assert.equal(ran.code, 0, ran.stderr);
    assert.match(ran.stdout, /trust\.json: unchanged\n$/);
    assert.equal(readFileSync(file(), "utf8"), compact);
  });

  it("takes out what is declared no more, and says so", async () => {
    const gone = `sha256:${"ab".repeat(32)}`;
    trusting({ certificates: [gone, ...both] });
    const ran = await run("sync");
    assert.equal(ran.code, 0, ran.stderr);
    assert.ok(ran.stdout.includes(`# r0 no longer trusts ${gone}: it is not declared any more`));
    assert.deepEqual(entries()[0]?.["certificates"], both);
  });

  it("writes nothing with --dry-run", async () => {
    const before = trusting({ certificates: [print(first)] });
    const ran = await run("sync", "--dry-run");
    assert.match(ran.stdout, /would change/);
    assert.equal(readFileSync(file(), "utf8"), before);
    const json = JSON.parse((await run("sync", "--dry-run", "--json")).stdout) as Record<string, unknown>;
    assert.deepEqual([json["changed"], json["written"]], [true, false]);
  });

  it("knows a certificate by another hash that is declared", async () => {
    const sha512 = print(first, "sha512");
    const [one] = [declared(first)] as [{ fingerprints: object }];
    const prints = { ...one.fingerprints, "2.16.840.1.101.3.4.2.3": sha512.slice(7) };
    server.documents["/signatures.json"] = {
      allRepositorySigned: false,
      signingCertificates: [{ ...one, fingerprints: prints }],
    };
    trusting({ certificates: [sha512] });
    const ran = await run("sync");
    assert.equal(ran.code, 0, ran.stderr);
    assert.deepEqual(entries()[0]?.["certificates"], [sha512]);
  });

  it("says what an entry that follows its repository follows, and asks whatever is kept", async () => {
    const before = trusting({ certificates: "declared" });
    assert.match((await run("sync")).stdout, /r0: its repository declares 2 certificates, which the entry follows/);
    server.documents["/signatures.json"] = { allRepositorySigned: false, signingCertificates: [declared(first)] };
    assert.match((await run("sync")).stdout, /declares 1 certificate,/);
    assert.deepEqual(JSON.parse(readFileSync(file(), "utf8")), JSON.parse(before));
  });

  it("syncs only the entries that are named, and knows no others", async () => {
    trusting({ certificates: [print(first)] }, { certificates: [print(second)] });
    assert.equal((await run("sync", "r1")).code, 0);
    assert.deepEqual(
      entries().map((entry) => entry["certificates"]),
      [[print(first)], both],
    );
    const unknown = await run("sync", "r2");
    assert.equal(unknown.code, 2);
    assert.match(unknown.stderr, /Did you mean r[01]\?/);
  });

  it("has nothing to do without a repository, and begins no file", async () => {
    writeFileSync(file(), JSON.stringify({ version: 1, mode: "listed", entries: [] }));
    const ran = await run("sync");
    assert.match(ran.stdout, /names no repository by its service index/);
    assert.equal((await run("sync", "--trust-file", "none.json")).code, 3);
    assert.ok(!existsSync(join(folder(), "none.json")));
  });

  it("leaves an entry for its owner where the repository declares nothing any more", async () => {
    const before = trusting({ certificates: [print(first)] });
    for (const document of [
      { allRepositorySigned: false, signingCertificates: [] },
      { allRepositorySigned: true, signingCertificates: [] },
    ]) {
      server.documents["/signatures.json"] = document;
      const ran = await run("sync");
      assert.equal(ran.code, 21);
      assert.match(
        ran.stderr,
        /r0: its repository declares no certificate any more; the entry stays as it is\n {2}→ Ask .*: countersign trust remove r0\n/,
      );
    }
    server.documents["/v3/index.json"] = { version: "3.0.0", resources: [] };
    assert.equal((await run("sync")).code, 21);
    assert.deepEqual(JSON.parse(readFileSync(file(), "utf8")), JSON.parse(before));
  });

  it("lends no unknown root's forgiveness to a certificate that nobody looked at", async () => {
    trusting({ certificates: [print(first)], allowUntrustedRoot: true });
    const ran = await run("sync");
    assert.equal(ran.code, 21);
    assert.match(ran.stderr, /forgives an unknown root/);
    assert.deepEqual(entries()[0]?.["certificates"], [print(first)]);
    const [, anew = "", removal = ""] =
      /countersign trust (add \S+ --by .*) \(with.*countersign trust (.*)\n/.exec(ran.stderr) ?? [];
    assert.equal((await run(...anew.split(" "))).code, 0, anew);
    assert.equal((await run(...removal.split(" "))).code, 0, removal);
    assert.equal(entries()[0]?.["allowUntrustedRoot"], true, "and is listed anew by the commands that are printed");
    assert.ok((entries()[0]?.["certificates"] as readonly string[]).includes(print(second)));
  });

  const bad: readonly (readonly [string, (origin: string) => readonly [path: string, document: unknown]])[] = [
    ["malformed JSON", () => ["/signatures.json", "{"]],
    ["__proto__", () => ["/signatures.json", '{"__proto__":{"allRepositorySigned":false,"signingCertificates":[]}}']],
    ["a deep answer", () => ["/signatures.json", "[".repeat(200_000)]],
    ["a huge answer", () => ["/signatures.json", " ".repeat(1024 * 1024 + 1)]],
    ["nothing at all", () => ["/signatures.json", undefined]],
    ["a redirect to http", (origin) => ["/signatures.json", new URL(origin.replace("https:", "http:"))]],
    ["a redirect to a private network", () => ["/signatures.json", new URL("https://10.0.0.1/signatures.json")]],
    ["a redirect to the metadata service", () => ["/v3/index.json", new URL("https://169.254.169.254/latest")]],
    ["a circle of redirects", (origin) => ["/v3/index.json", new URL(`${origin}/v3/index.json`)]],
    ["a certificate that is another", () => ["/1.crt", first]],
    ["a certificate that is none", () => ["/1.crt", new Uint8Array(100)]],
    ["a certificate that is huge", () => ["/1.crt", new Uint8Array(65 * 1024)]],
    ["a certificate that is not there", () => ["/1.crt", undefined]],
    ["a certificate in a private network", () => ["/1.crt", new URL("https://192.168.0.1/1.crt")]],
    ["a certificate over http", (origin) => ["/1.crt", new URL(origin.replace("https:", "http:"))]],
  ];
  for (const [what, document] of bad)
    it(`trusts nothing more after ${what}, exits 3, and brings the others up to date`, async () => {
      const [path, content] = document(server.origin);
      server.documents[path] = content;
      trusting({ certificates: [print(first)] }, { serviceIndex: other.serviceIndex, certificates: [print(second)] });
      const ran = await run("sync");
      assert.equal(ran.code, 3, ran.stdout + ran.stderr);
      assert.match(ran.stderr, /r0: The repository .*\n {2}→ \S/);
      assert.deepEqual(
        entries().map((entry) => entry["certificates"]),
        [[print(first)], [print(first)]],
      );
    });

  it("makes no trust file where there is none, nor tells NuGet of one", async () => {
    rmSync(file(), { force: true });
    for (const word of ["sync", "export"]) {
      const ran = await run(word);
      assert.equal(ran.code, 2, ran.stdout);
      assert.match(ran.stderr, /countersign trust add PACKAGE/);
    }
    assert.equal(existsSync(file()), false);
  });

  it("is what trust add advises for a repository that it has not asked, whether or not it answers", async () => {
    rmSync(file(), { force: true });
    const added = await run("add", server.serviceIndex, "--allow-address", "127.0.0.1");
    assert.equal(added.code, 0, added.stderr);
    const [, printed = ""] = /was not asked: .* now by countersign trust (.+)$/m.exec(added.stdout) ?? [];
    assert.equal(printed, "sync --dry-run --allow-address 127.0.0.1");
    assert.match((await run(...printed.split(" "))).stdout, /declares 2 certificates/);
    trusting({ serviceIndex: "https://127.0.0.1:9/index.json", certificates: "declared" });
    const silent = await run(...printed.split(" "));
    assert.equal(silent.code, 3);
    assert.match(silent.stderr, /127\.0\.0\.1/);
  });

  it("follows what was added by certificate, each of which was fetched and shown", async () => {
    writeFileSync(file(), JSON.stringify({ version: 1, mode: "listed", entries: [] }));
    const ran = await run("add", server.serviceIndex, "--by", "certificate");
    assert.equal(ran.code, 0, ran.stderr);
    assert.ok(ran.stdout.includes(`# ${print(second)}, CN=Author author-rsa-2048`), ran.stdout);
    const [entry] = entries();
    assert.deepEqual(
      [entry?.["by"], entry?.["serviceIndex"], entry?.["certificates"]],
      ["repository", server.serviceIndex, both],
    );
    assert.match((await run("sync")).stdout, /unchanged/);
    server.documents["/0.crt"] = second;
    assert.equal((await run("add", server.serviceIndex, "--by", "certificate")).code, 3);
    server.documents["/signatures.json"] = { allRepositorySigned: false, signingCertificates: [] };
    assert.equal((await run("add", server.serviceIndex, "--by", "certificate")).code, 2);
  });

  it("looks at no more certificates than anybody would, and at all of them at once", async () => {
    const signingCertificates = Array.from({ length: 33 }, (_, at) => declared(Uint8Array.of(at)));
    server.documents["/signatures.json"] = { allRepositorySigned: false, signingCertificates };
    trusting({ certificates: [print(first)] });
    for (const words of [["add", server.serviceIndex, "--by", "certificate"], ["sync"]]) {
      const { code, stderr } = await run(...words);
      assert.equal(code, 3);
      assert.match(stderr, /declares 33 certificates, where at most 32 are looked at/);
    }
  });
});
