import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { countersign } from "./harness.js";
import { environment, NOW, ownRoots, pki, unsignedPackage } from "./material.js";

describe("a key that can't be opened", () => {
  let folder = "";
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "countersign-keys-"));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  async function refused(...key: readonly string[]): Promise<string> {
    const file = unsignedPackage(folder, "my.lib.1.0.0.nupkg");
    const before = readFileSync(file);
    const line = ["sign", file, ...key, "--no-timestamp", ...ownRoots];
    const ran = await countersign(line, { now: NOW, environment: { ...environment, WRONG: "no such word" } });
    assert.equal(ran.code, 2, ran.stderr);
    assert.deepEqual(readFileSync(file), before);
    assert.doesNotMatch(ran.stderr, /no such word/);
    return ran.stderr;
  }
  const pfx = pki("pfx", "repository.pfx");
  const certificate = pki("certs", "author-rsa-2048.pem");

  it("is told by the option that its password came from, and by its file", async () => {
    const said = await refused("--pfx", pfx, "--password-env", "WRONG");
    assert.ok(said.startsWith(`countersign: --password-env WRONG, for ${pfx} can’t be used`), said);
    const passwords = join(folder, "password.txt");
    writeFileSync(passwords, "no such word\n");
    const fromFile = await refused("--pfx", pfx, "--password-file", passwords);
    assert.ok(fromFile.startsWith(`countersign: --password-file ${passwords}, for ${pfx} can’t be used`), fromFile);
  });

  it("is told by its own option and file, where it is no key of that kind", async () => {
    const pem = pki("keys", "author-rsa-2048.pem");
    const asPfx = await refused("--pfx", pem, "--password-env", "WRONG");
    assert.ok(asPfx.startsWith(`countersign: --pfx ${pem} can’t be used\n  expected a PFX (PKCS#12) file, `), asPfx);
    assert.match(asPfx, /received a file in PEM form\n  → Give a key in PEM form to loadPem \(--key/);
    const asKey = await refused("--key", pfx, "--cert", certificate, "--password-env", "WRONG");
    assert.ok(asKey.startsWith(`countersign: --key ${pfx} can’t be used`), asKey);
  });

  it("is told by the file of the certificate, where that one is another key’s", async () => {
    const said = await refused("--key", pki("keys", "author-rsa-3072.pem"), "--cert", certificate);
    assert.ok(said.startsWith(`countersign: --cert ${certificate} can’t be used`), said);
    assert.match(said, /expected the certificate of the private key/);
  });
});
