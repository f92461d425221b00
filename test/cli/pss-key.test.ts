import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createOpensslPki, type Leaf, type OpensslPki } from "../cms/build/openssl-pki.js";
import { countersign, temporaryFolder } from "./harness.js";

const rsaPss = ["-algorithm", "RSA-PSS", "-pkeyopt", "rsa_keygen_bits:2048"];
const only384 = ["rsa_pss_keygen_md:sha384", "rsa_pss_keygen_mgf1_md:sha384", "rsa_pss_keygen_saltlen:48"];

/** Keys under id-RSASSA-PSS sign by PSS alone (RFC 4055 §1.2), wherever they are kept. */
describe("countersign sign with a certificate for an RSASSA-PSS key", () => {
  const folder = temporaryFolder();
  let pki: OpensslPki;
  let free: Leaf;
  let bound: Leaf;
  before(function () {
    if (process.platform === "win32") this.skip();
    pki = createOpensslPki();
    free = pki.issue("free", { key: rsaPss });
    bound = pki.issue("bound", { key: [...rsaPss, ...only384.flatMap((option) => ["-pkeyopt", option])] });
  });
  after(() => pki.close());

  // Beside a file: the authority of these certificates signs by ECDSA, which NuGet does not know.
  const notes = (name: string): string => {
    const path = join(folder(), name);
    writeFileSync(path, "some notes\n");
    return path;
  };
  const sign = (file: string, { pem }: Leaf, ...more: readonly string[]) => {
    const roots = ["--code-signing-roots", pki.rootPem, "--timestamping-roots", pki.rootPem];
    const words = ["sign", file, ...roots, "--cert", pem, "--chain", pki.rootPem, "--no-timestamp", ...more];
    return countersign(words, { cwd: folder(), environment: {}, now: new Date() });
  };

  for (const [name, hash] of [
    ["free", "sha256"],
    ["free", "sha512"],
    ["bound", "sha384"],
  ] as const)
    it(`signs in two steps by the line that is printed, ${name} key, ${hash}`, async () => {
      const leaf = name === "free" ? free : bound;
      const file = notes(`steps-${name}-${hash}.txt`);
      const chosen = name === "free" ? ["--hash", hash] : [];
      const prepared = await sign(file, leaf, ...chosen, "--prepare", `${hash}.json`);
      const line = /openssl .*/.exec(prepared.stdout)?.[0] ?? prepared.stderr;
      assert.match(line, new RegExp(`-${hash} -sigopt rsa_padding_mode:pss -sigopt rsa_pss_saltlen:digest `));
      const run = spawnSync("sh", ["-c", line.replace("KEY.pem", leaf.keyPem)], { cwd: folder() });
      assert.equal(run.status, 0, line);
      const completed = await sign(file, leaf, "--complete", `${hash}.json`);
      assert.equal(completed.code, 0, completed.stderr);
    });

  it("signs by a program that makes a PSS value, which it is asked for", async () => {
    const file = notes("program.txt");
    const salt = "-pkeyopt rsa_padding_mode:pss -pkeyopt rsa_pss_saltlen:digest -pkeyopt digest:$COUNTERSIGN_HASH";
    const program = `test $COUNTERSIGN_ALGORITHM = rsa-pss && openssl pkeyutl -sign -inkey ${free.keyPem} ${salt}`;
    const { code, stderr } = await sign(file, free, "--signer-command", program);
    assert.equal(code, 0, stderr);
  });

  it("refuses another hash than the key's own before anything is written", async () => {
    const file = notes("hash.txt");
    const before = readFileSync(file);
    const { code, stderr } = await sign(file, bound, "--hash", "sha256", "--prepare", "never.json");
    assert.equal(code, 2);
    assert.match(stderr, /sha384, the one hash of this key/);
    assert.ok(!existsSync(join(folder(), "never.json")) && !existsSync(join(folder(), "never.json.tbs")));
    assert.deepEqual(readFileSync(file), before);
  });
});
