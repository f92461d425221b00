import assert from "node:assert/strict";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createDevelopmentPki, type RevocationAuthority, serveRevocation, toPem } from "../../lib/testing/index.js";
import { testDevelopmentKeys } from "../../test-certs/index.js";
import { countersign, documentOf, temporaryFolder } from "./harness.js";
import { NOW, unsignedPackage } from "./material.js";

describe("countersign revocation", () => {
  const folder = temporaryFolder();
  const at = (name: string): string => join(folder(), name);
  let stop: () => Promise<void>;
  let file = "";
  let roots: readonly string[] = [];

  before(async () => {
    const made = await servedPki();
    stop = made.stop;
    const { pki } = made;
    const pem = (name: string, ders: readonly Uint8Array[]): string => {
      writeFileSync(at(name), ders.map((der) => toPem("CERTIFICATE", der)).join(""));
      return at(name);
    };
    const anchors = (purpose: "code-signing" | "timestamping") =>
      pki.anchors.filter(({ purposes }) => purposes.includes(purpose)).map(({ certificate }) => certificate);
    roots = [
      "--code-signing-roots",
      pem("code.pem", anchors("code-signing")),
      "--timestamping-roots",
      pem("time.pem", anchors("timestamping")),
    ];
    writeFileSync(at("author.key"), toPem("PRIVATE KEY", pki.author.issued.key.pkcs8));
    file = unsignedPackage(folder());
    const key = ["--key", at("author.key"), "--cert", pem("author.pem", pki.author.certificates)];
    const ran = await countersign(["sign", file, ...key, "--no-timestamp", ...roots], { now: NOW });
    assert.equal(ran.code, 0, ran.stderr);
  });
  after(() => stop());

  const run = (...words: readonly string[]) => countersign([...words, ...roots], { cwd: folder(), now: NOW });
  const hard = (): string => {
    const revocation = { mode: "offline", need: "require", checks: ["signer"] };
    writeFileSync(at("hard.json"), JSON.stringify({ version: 1, name: "hard", extends: "standard", revocation }));
    return "./hard.json";
  };

  it("says of what nothing was fetched, for want of a signature", async () => {
    writeFileSync(at("cut.nupkg"), "cut");
    const { code, stderr } = await countersign(["revocation", "prefetch", "cut.nupkg", "--bundle", "cut.bin"], {
      cwd: folder(),
    });
    assert.equal(code, 0);
    assert.equal(
      stderr,
      "note: cut.nupkg: no signature that could be read, so nothing was asked for it; countersign verify says why\n",
    );
  });

  it("says of a CRL that is to be imported where one belongs", async () => {
    writeFileSync(at("list.crl"), Uint8Array.of(0x30, 0));
    const { code, stderr } = await countersign(["revocation", "import", "list.crl"], { cwd: folder() });
    assert.equal(code, 2);
    assert.match(stderr, /→ .*--revocation-data FILE\n$/);
  });

  it("prefetches what an offline build needs into the cache, by private addresses only where allowed", async () => {
    const blocked = await run("revocation", "prefetch", file, "--cache", at("empty"));
    assert.equal(blocked.code, 23);
    assert.match(blocked.stdout, /blocked/);
    assert.equal(
      blocked.stderr,
      "note: 127.0.0.1 is not a host of the public internet; if it is yours, add --allow-address 127.0.0.1\n",
    );
    const words = ["verify", file, "--policy", hard(), "--cache", at("cache")];
    assert.equal((await run(...words)).code, 23);
    const fetched = await run("revocation", "prefetch", file, "--cache", at("cache"), "--allow-address", "127.0.0.1");
    assert.equal(fetched.code, 0, fetched.stdout);
    assert.match(fetched.stdout, /^good +CN=Development Author/m);
    assert.ok(readdirSync(at("cache")).length > 0);
    const verified = await run(...words);
    assert.equal(verified.code, 0, verified.stdout);
  });

  it("carries an archive over an air gap", async () => {
    const words = [
      "revocation",
      "prefetch",
      file,
      "--bundle",
      "evidence.bin",
      "--allow-address",
      "127.0.0.1",
      "--json",
    ];
    const fetched = await run(...words);
    assert.equal(fetched.code, 0, fetched.stdout);
    assert.equal(documentOf(fetched)["schema"], "countersign.prefetch/1");
    assert.ok(existsSync(at("evidence.bin")));
    const direct = await run(
      "verify",
      file,
      "--policy",
      hard(),
      "--cache",
      at("none"),
      "--revocation-data",
      "evidence.bin",
    );
    assert.equal(direct.code, 0, direct.stdout);
    const imported = await countersign(["revocation", "import", "evidence.bin", "--cache", at("far")], {
      cwd: folder(),
    });
    assert.equal(imported.code, 0, imported.stderr);
    assert.match(imported.stdout, /^evidence\.bin: \d answers put into .*far\n$/);
    assert.equal((await run("verify", file, "--policy", hard(), "--cache", at("far"))).code, 0);
  });

  it("judges chains by the roots of the trust file too, and says so where one does not hold", async () => {
    const words = ["revocation", "prefetch", file, "--cache", at("trusting"), "--allow-address", "127.0.0.1"];
    const prefetch = () => countersign(words, { cwd: folder(), now: NOW });
    const without = await prefetch();
    assert.equal(without.code, 23, without.stdout);
    assert.match(without.stderr, /a chain does not hold/);
    const added = await countersign(["trust", "add", at("code.pem")], { cwd: folder(), now: NOW });
    assert.equal(added.code, 0, added.stderr);
    const trusting = await prefetch();
    rmSync(at("countersign.trust.json"));
    assert.equal(trusting.code, 0, trusting.stdout + trusting.stderr);
    assert.match(trusting.stdout, /^good +CN=Development Author/m);
  });

  it("does not say that it kept what could not be kept", async () => {
    writeFileSync(at("taken"), "");
    const words = ["--cache", "taken", "--allow-address", "127.0.0.1"];
    const fetched = await run("revocation", "prefetch", file, ...words);
    assert.equal(fetched.code, 3, fetched.stdout);
    assert.equal(fetched.stdout, "");
    assert.match(fetched.stderr, /taken\/revocation-1 failed \(target-unwritable\)/);
    const bundled = await run("revocation", "prefetch", file, "--bundle", "kept.bin", ...words.slice(2));
    assert.equal(bundled.code, 0, bundled.stderr);
    const imported = await countersign(["revocation", "import", "kept.bin", "--cache", "taken"], { cwd: folder() });
    assert.equal(imported.code, 3, imported.stdout);
    assert.match(imported.stderr, /taken\/revocation-1 failed \(target-unwritable\)/);
  });

  it("is advised with a new archive, in the folder or beside the archive of the refused call, which then is accepted", async () => {
    const allow = ["--allow-address", "127.0.0.1"];
    const none = await run("revocation", "prefetch", file, "--bundle", "carried.bin");
    assert.equal(none.code, 23, "the archive holds nothing");
    mkdirSync(at("carried"));
    writeFileSync(at("carried/prefetched.bin"), readFileSync(at("carried.bin")));
    for (const [data, bundle] of [
      ["carried.bin", "prefetched.bin"],
      ["carried", join("carried", "prefetched-2.bin")],
    ] as const) {
      const kept = ["--policy", hard(), "--cache", at("bare"), "--revocation-data", data];
      const verify = (...more: readonly string[]) => run("verify", file, ...kept, ...more, ...allow);
      const refused = await verify();
      assert.equal(refused.code, 23, refused.stdout);
      const line = /countersign (revocation prefetch .*)/.exec(refused.stdout)?.[1] ?? "";
      const [command = "", besides] = line.split(" (then give ");
      assert.ok(command.includes(` --bundle ${bundle} `), refused.stdout);
      assert.equal(besides, data === "carried" ? undefined : `--revocation-data ${bundle} as well)`);
      const fetched = await countersign(command.split(" "), { cwd: folder(), now: NOW });
      assert.equal(fetched.code, 0, fetched.stdout + fetched.stderr);
      rmSync(at("bare"), { recursive: true, force: true });
      assert.equal((await verify(...(besides === undefined ? [] : ["--revocation-data", bundle]))).code, 0);
    }
  });

  it("says that no temporary folder can be made", async () => {
    const { TMPDIR, TEMP } = process.env;
    process.env["TMPDIR"] = process.env["TEMP"] = at("nowhere");
    try {
      const ran = await run("revocation", "prefetch", file, "--bundle", "never.bin");
      assert.equal(ran.code, 3, ran.stderr);
      assert.match(ran.stderr, /No temporary folder can be made in .*nowhere\.\n  → Set TMPDIR/);
    } finally {
      for (const [name, value] of Object.entries({ TMPDIR, TEMP }))
        if (value === undefined) Reflect.deleteProperty(process.env, name);
        else process.env[name] = value;
    }
  });

  it("refuses an archive that is none", async () => {
    writeFileSync(at("wrong.bin"), "nothing");
    const verified = await run("verify", file, "--revocation-data", "wrong.bin");
    assert.equal(verified.code, 2, verified.stdout);
    assert.match(verified.stderr, /expected a CRL, an OCSP answer, or an archive/);
    assert.equal(
      (await countersign(["revocation", "import", "wrong.bin", "--cache", at("x")], { cwd: folder() })).code,
      2,
    );
  });
});

async function servedPki() {
  // The URLs stand in the certificates, so the server runs before they are made, over a map that is filled then.
  const authorities = new Map<string, RevocationAuthority>();
  const server = await serveRevocation(authorities);
  const url = server.url.endsWith("/") ? server.url : `${server.url}/`;
  const pki = await createDevelopmentPki({ at: NOW, keys: testDevelopmentKeys(), revocationUrl: url });
  for (const [name, authority] of pki.revocationAuthorities) authorities.set(name, authority);
  return { pki, stop: () => server.close() };
}
