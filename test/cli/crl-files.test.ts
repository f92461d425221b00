import assert from "node:assert/strict";
import { readdirSync, readlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { withCrls } from "../../lib/cli/crl-files.js";
import { bigCrl, entryOf } from "../revocation/make-big-crl.js";
import { crlWith, leafWith, now, smallPki } from "../revocation/small-pki.js";
import { countersign, temporaryFolder } from "./harness.js";

const FILES = "/proc/self/fd";

describe("the files of --crls", function () {
  this.timeout(60_000);
  const folder = temporaryFolder();
  const at = (name: string): string => join(folder(), name);
  const names = ["--crls", "root.crl", "big.crl"];

  before(async () => {
    const { root, issuer } = await smallPki();
    writeFileSync(at("root.crl"), await crlWith({}, root));
    // 6 MB: more than is read as a whole.
    writeFileSync(at("big.crl"), await bigCrl(150_000, entryOf(0x0a)));
    for (const [name, { certificate }] of Object.entries({ root, issuer }))
      writeFileSync(at(`${name}.der`), certificate);
    writeFileSync(at("revoked.der"), await leafWith());
    writeFileSync(at("good.der"), await leafWith([], "0b"));
  });

  it("are searched for a certificate where they lie, whatever their size", async () => {
    const known = ["--intermediates", "issuer.der", "--roots", "root.der", "--profile", "rfc5280"];
    const run = (leaf: string) =>
      countersign(["chain", leaf, ...known, ...names, "--at", now.toISOString(), "--json"], { cwd: folder() });
    const good = await run("good.der");
    assert.equal(good.code, 0, good.stdout + good.stderr);
    const revoked = await run("revoked.der");
    assert.equal(revoked.code, 21);
    assert.match(revoked.stdout, /"certificate-revoked"/);
  });

  it("stay on the disk where they are large, and are closed when they are judged", async () => {
    const where = { workingDirectory: folder(), signal: new AbortController().signal };
    const big = await withCrls(["root.crl", "big.crl"], where, async ([small, large]) => {
      assert.ok(small instanceof Uint8Array);
      assert.ok(large !== undefined && !(large instanceof Uint8Array));
      assert.ok(large.size > 6_000_000);
      return large;
    });
    assert.throws(() => big.read?.(new Uint8Array(1), 0), "closed");
    await assert.rejects(
      withCrls(["big.crl", "none.crl"], where, async () => undefined),
      /none\.crl/,
    );
    if (process.platform !== "linux") return;
    const open = readdirSync(FILES).flatMap((name) => {
      try {
        return [readlinkSync(join(FILES, name))];
      } catch {
        return [];
      }
    });
    assert.deepEqual(
      open.filter((path) => path.startsWith(folder())),
      [],
    );
  });
});
