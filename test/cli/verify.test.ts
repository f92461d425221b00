import assert from "node:assert/strict";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import type { LoopbackServer } from "../../lib/testing/index.js";
import { countersign, documentOf, type Ran, temporaryFolder } from "./harness.js";
import {
  copyOf,
  environment,
  NOW,
  ownRoots,
  pemKey,
  pfxKey,
  pki,
  serveTestAuthority,
  unsignedPackage,
} from "./material.js";
import { assertSarif } from "../support/sarif.js";

interface Result {
  readonly path: string;
  readonly outcome?: string;
  readonly accepted?: boolean;
  readonly issues?: readonly { readonly code: string; readonly severity: string; readonly nuget?: string }[];
  readonly error?: { readonly reason: string };
}

function resultsOf(ran: Ran): readonly Result[] {
  const document = documentOf(ran);
  assert.equal(document["schema"], "countersign.results/1");
  return document["results"] as readonly Result[];
}

describe("countersign verify", () => {
  const folder = temporaryFolder();
  let authority: LoopbackServer;
  let signed = "";
  let tampered = "";
  let unsigned = "";
  let unstamped = "";
  let detached = "";

  before(async () => {
    authority = await serveTestAuthority();
    mkdirSync(join(folder(), "packages"));
    const make = async (name: string, ...more: readonly string[]): Promise<string> => {
      const file = unsignedPackage(join(folder(), "packages"), name);
      const ran = await countersign(["sign", file, ...ownRoots, ...more], { environment, now: NOW });
      assert.equal(ran.code, 0, ran.stderr);
      return file;
    };
    signed = await make("signed.nupkg", ...pemKey("author-rsa-2048"), "--timestamp", authority.url);
    unstamped = await make("unstamped.nupkg", ...pfxKey("author-rsa-3072"), "--no-timestamp");
    detached = await make("archive.tar.gz", ...pemKey("author-p-256"), "--timestamp", authority.url);
    unsigned = unsignedPackage(join(folder(), "packages"), "unsigned.nupkg");
    tampered = copyOf(signed, "tampered.nupkg");
    const bytes = readFileSync(tampered);
    const data = 30 + bytes.readUInt16LE(26) + bytes.readUInt16LE(28);
    bytes[data + 3] = (bytes[data + 3] ?? 0) ^ 1;
    writeFileSync(tampered, bytes);
  });
  after(() => authority.close());

  const verify = (...words: readonly string[]) =>
    countersign(["verify", ...words, ...ownRoots], { cwd: folder(), now: NOW });

  it("prints one line for an accepted package, and nothing on standard error", async () => {
    const { code, stdout, stderr } = await verify(signed);
    assert.equal(code, 0, stdout + stderr);
    assert.equal(stdout.trimEnd().split("\n").length, 1);
    assert.match(stdout, /trusted/);
    assert.equal(stderr, "");
  });

  it("explains a refusal in full: who signed, what failed, what to run", async () => {
    const { code, stdout } = await verify(tampered);
    assert.equal(code, 20);
    assert.match(stdout, /Author author-rsa-2048/);
    assert.match(stdout, /content-digest-mismatch, NU3008/);
    assert.match(stdout, /download it again/);
  });

  it("tells each class of refusal by its own exit code", async () => {
    assert.equal((await verify(unsigned)).code, 22);
    const bundled = await countersign(["verify", signed], { now: NOW });
    assert.equal(bundled.code, 21);
    assert.match(bundled.stdout, /countersign trust add/);
    writeFileSync(join(folder(), "zeros.nupkg"), new Uint8Array(100));
    assert.ok([20, 23].includes((await verify("zeros.nupkg")).code));
  });

  it("finds the signature beside a file by itself, or where it is told to", async () => {
    assert.equal((await verify(detached)).code, 0);
    const elsewhere = copyOf(detached, "elsewhere.tar.gz");
    assert.equal((await verify(elsewhere)).code, 22);
    assert.equal((await verify(elsewhere, "--signature", `${detached}.p7s`)).code, 0);
    assert.equal((await verify(elsewhere, detached, "--signature", `${detached}.p7s`)).code, 2);
    const inside = await verify(tampered, "--signature", `${detached}.p7s`);
    assert.equal(inside.code, 2);
    assert.match(inside.stderr, /which has it inside/);
  });

  it("prints one document with --json, in the order of the files, unreadable ones among them", async () => {
    const ran = await verify(tampered, "missing.nupkg", signed, unsigned, "--json");
    assert.equal(ran.code, 20);
    const results = resultsOf(ran);
    assert.deepEqual(
      results.map(({ path, outcome }) => [basename(path), outcome]),
      [
        ["tampered.nupkg", "tampered"],
        ["missing.nupkg", undefined],
        ["signed.nupkg", "trusted"],
        ["unsigned.nupkg", "unsigned"],
      ],
    );
    assert.equal(results[1]?.error?.reason, "source-unreadable");
    const [issue] = results[0]?.issues ?? [];
    assert.deepEqual([issue?.code, issue?.severity, issue?.nuget], ["content-digest-mismatch", "error", "NU3008"]);
  });

  it("judges a folder as one run: a line for each, refusals last, a count, the strictest code", async () => {
    const { code, stdout } = await verify("packages");
    assert.equal(code, 20);
    const lines = stdout.trimEnd().split("\n");
    assert.match(lines[0] ?? "", /archive\.tar\.gz/);
    assert.match(lines.at(-1) ?? "", /^6 packages: 3 accepted|^5 packages/);
    assert.ok(stdout.indexOf("unstamped.nupkg") < stdout.indexOf("tampered.nupkg: "));
  });

  it("gives exit code 3 for a file that can't be read, and says what to do", async () => {
    const { code, stdout } = await verify(signed, "missing.nupkg");
    assert.equal(code, 3);
    assert.match(stdout, /missing\.nupkg does not exist/);
  });

  it("stops at the first refusal where asked", async () => {
    const ran = await verify(signed, tampered, unsigned, "--fail-fast", "--json", "--jobs", "1");
    assert.equal(ran.code, 20);
    assert.equal(resultsOf(ran).length, 2);
    assert.equal(ran.stderr, "note: stopped at the first refusal; 1 package not judged\n");
    assert.equal((await verify(signed, tampered, "--fail-fast", "--json", "--jobs", "1")).stderr, "");
  });

  it("judges at the moment given, and refuses one that is none", async () => {
    const later = await verify(unstamped, "--at", "2061-01-01", "--json");
    assert.equal(later.code, 21);
    assert.equal(resultsOf(later)[0]?.issues?.[0]?.code, "certificate-expired");
    assert.equal((await verify(unstamped, "--at", "2030-01-01T00:00:00Z")).code, 0);
    assert.equal((await verify(unstamped, "--at", "yesterday")).code, 2);
  });

  it("refuses any package but the expected one", async () => {
    assert.equal((await verify(signed, "--expect", "Test.Package@1.0.0")).code, 0);
    const other = await verify(signed, "--expect", "Test.Package@2.0.0", "--json");
    assert.equal(other.code, 21);
    assert.equal(resultsOf(other)[0]?.issues?.[0]?.code, "package-identity-mismatch");
    assert.equal((await verify(signed, "--expect", "Test.Package")).code, 2);
    const nameless = (await verify(tampered, "--expect", "Test.Package@1.0.0")).stdout;
    assert.match(
      nameless,
      /"Test\.Package 1\.0\.0" was asked for, and this package names nothing that could be compared\./,
    );
  });

  describe("the policy", () => {
    const write = (name: string, document: object): string => {
      writeFileSync(join(folder(), name), JSON.stringify(document, undefined, 2));
      return `./${name}`;
    };

    it("is a name or a document, and says where a document is wrong", async () => {
      assert.equal((await verify(unstamped, "--policy", "audit")).code, 0);
      const strict = write("own.json", {
        version: 1,
        name: "own",
        extends: "standard",
        severities: { "timestamp-missing": "error" },
      });
      assert.notEqual((await verify(unstamped, "--policy", strict)).code, 0);
      const wrong = await verify(
        signed,
        "--policy",
        write("wrong.json", { version: 1, name: "x", severities: { "content-digest-mismatch": "info" } }),
      );
      assert.equal(wrong.code, 2);
      assert.match(wrong.stderr, /wrong\.json: policy\.severities.*line 5/s);
      assert.equal((await verify(signed, "--policy", "strcit")).code, 2);
    });

    it("names the option, where what is asked of the signer can’t be", async () => {
      const { code, stderr } = await verify(signed, "--publisher-domain", "co.uk");
      assert.equal(code, 2);
      assert.match(stderr, /--publisher-domain can’t be used\n {2}expected a domain of one publisher/);
      const statement = await verify(signed, "--lock", join(folder(), "no.lock.json"), "--succession", signed);
      assert.match(statement.stderr, /--succession \S+signed\.nupkg can’t be used/);
    });

    it("has a level, which the environment can only raise", async () => {
      assert.equal((await verify(unsigned, "--level", "warn")).code, 0);
      assert.equal((await verify(tampered, "--level", "ignore")).code, 20);
      const lax = write("lax.json", { version: 1, name: "lax", level: "warn" });
      const run = (level: string, ...more: readonly string[]) =>
        countersign(["verify", unsigned, "--policy", lax, ...more, ...ownRoots], {
          cwd: folder(),
          now: NOW,
          environment: { COUNTERSIGN_LEVEL: level },
        });
      assert.equal((await run("require")).code, 22);
      assert.equal((await run("ignore")).code, 0);
      assert.equal((await run("require", "--level", "warn")).code, 0);
      assert.equal((await run("loud")).code, 2);
      const standard = ["verify", unsigned, ...ownRoots];
      const lowered = await countersign(standard, { now: NOW, environment: { COUNTERSIGN_LEVEL: "ignore" } });
      assert.equal(lowered.code, 22);
    });

    it("takes fingerprints of the primary signer's certificate, in any letter case", async () => {
      const inspected = documentOf(await countersign(["inspect", signed, "--json"]));
      const [result] = inspected["results"] as { signatures: { signer: { fingerprint: string } }[] }[];
      const fingerprint = result?.signatures[0]?.signer.fingerprint.replace("sha256:", "").toUpperCase() ?? "";
      assert.equal((await verify(signed, "--certificate-fingerprint", fingerprint)).code, 0);
      const other = await verify(signed, "--certificate-fingerprint", "0".repeat(64), "--json");
      assert.equal(other.code, 21);
      assert.equal(resultsOf(other)[0]?.issues?.[0]?.code, "signer-not-allowed");
    });

    it("advises to trust nobody for what is tampered with, wherever the list lies", async () => {
      for (const more of [["--certificate-fingerprint", "0".repeat(64)], []]) {
        const list = write("listed.json", {
          version: 1,
          name: "l",
          signers: { version: 1, mode: "listed", entries: [] },
        });
        const ran = await verify(tampered, ...(more.length > 0 ? more : ["--policy", list, "--no-trust-file"]));
        assert.equal(ran.code, 20);
        assert.match(ran.stdout, /First see to what is wrong with the file itself/);
        assert.doesNotMatch(ran.stdout, /trust add|--certificate-fingerprint [0-9a-f]/);
      }
    });
  });

  it("names the file of roots that can't be read", async () => {
    writeFileSync(join(folder(), "broken.pem"), "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n");
    const words = ["verify", signed, "--code-signing-roots", "broken.pem"];
    const { code, stderr } = await countersign(words, { cwd: folder(), now: NOW });
    assert.equal(code, 2);
    assert.match(stderr, /broken\.pem can’t be used\n +expected certificates, PEM or DER, received Certificate/);
  });

  it("says of the computer's roots that they lack a purpose, by the options of the command", async () => {
    const [, codeSigning = ""] = ownRoots;
    const words = ["verify", signed, "--system-roots", "--code-signing-roots", codeSigning];
    const { code, stderr } = await countersign(words, { now: NOW });
    assert.equal(code, 2);
    assert.match(stderr, /^countersign: --system-roots can’t be used\n +expected .*, received timestamping on/);
    assert.match(stderr, /→ Leave --system-roots out, .*: --timestamping-roots PEM\n$/);
    assert.doesNotMatch(stderr, /systemTrust|createTrustStore|--code-signing-roots/);
  });

  it("replaces the bundled roots for the purpose that is given, and for it alone", async () => {
    const [, codeSigning = "", , timestamping = ""] = ownRoots;
    const codeOnly = await countersign(["verify", signed, "--code-signing-roots", codeSigning, "--json"], { now: NOW });
    assert.notEqual(codeOnly.code, 0);
    assert.match(resultsOf(codeOnly)[0]?.issues?.[0]?.code ?? "", /^chain-(?:root-untrusted|incomplete)$/);
    const swapped = await countersign(
      ["verify", signed, "--code-signing-roots", timestamping, "--timestamping-roots", codeSigning],
      { now: NOW },
    );
    assert.equal(swapped.code, 21);
    assert.equal(
      (await countersign(["verify", signed, "--code-signing-roots", pki("README.md")], { now: NOW })).code,
      2,
    );
  });

  it("writes markdown for a page and SARIF for a scanner", async () => {
    const markdown = await verify(signed, tampered, "--as", "markdown");
    assert.equal(markdown.code, 20);
    assert.match(markdown.stdout, /tampered/);
    const sarif = await verify(signed, tampered, "--as", "sarif");
    assert.equal((JSON.parse(sarif.stdout) as { version: string }).version, "2.1.0");
  });

  it("says in a page and in a log what was not judged: a package that is missing is none without findings", async () => {
    const absent = "no|such<b>(y)\u202e.nupkg";
    const markdown = await verify(signed, absent, "--as", "markdown");
    assert.equal(markdown.code, 3);
    assert.match(
      markdown.stdout,
      /\n\n### ❌ Not judged\n\n- \*\*error\*\* no&#124;such.* does not exist\\\.\n {2}- Check the path/,
    );
    assert.equal(/<b>|\]\(|\u202e/.test(markdown.stdout), false);
    const sarif = await verify(absent, "--as", "sarif");
    assert.equal(sarif.code, 3);
    const log = JSON.parse(sarif.stdout) as { runs: [{ invocations: [{ toolExecutionNotifications: object[] }] }] };
    assertSarif(log);
    const [{ toolExecutionNotifications, ...invocation }] = log.runs[0].invocations;
    assert.deepEqual(invocation, { executionSuccessful: false });
    assert.match(JSON.stringify(toolExecutionNotifications), /such<b>.*does not exist/);
    assert.equal(
      "invocations" in (JSON.parse((await verify(signed, "--as", "sarif")).stdout) as typeof log).runs[0],
      false,
    );
  });

  it("colours on terminals only, and not where NO_COLOR is set", async () => {
    const words = ["verify", signed, ...ownRoots];
    assert.match((await countersign(words, { now: NOW, terminal: true })).stdout, /\u001b\[32m/);
    assert.doesNotMatch((await countersign(words, { now: NOW })).stdout, /\u001b/);
    const plain = await countersign(words, { now: NOW, terminal: true, environment: { NO_COLOR: "1" } });
    assert.doesNotMatch(plain.stdout, /\u001b/);
  });

  it("is explained check by check by countersign explain FILE", async () => {
    const { code, stdout } = await countersign(["explain", tampered, ...ownRoots], { now: NOW });
    assert.equal(code, 20);
    assert.match(stdout, /failed +content-integrity/);
    assert.match(stdout, /passed +signature-value/);
  });
});

describe("countersign explain", () => {
  it("explains a code, NuGet's code, and lists them all", async () => {
    assert.match((await countersign(["explain", "chain-root-untrusted"])).stdout, /What to do/);
    assert.match((await countersign(["explain", "nu3008"])).stdout, /content-digest-mismatch/);
    assert.match((await countersign(["explain", "NU1403"])).stdout, /package-content-mismatch/);
    assert.match((await countersign(["explain"])).stdout, /104 codes/);
    const json = documentOf(await countersign(["explain", "package-unsigned", "--json"]));
    assert.equal(json["schema"], "countersign.catalogue/1");
  });
  it("names the nearest code for a misspelt one", async () => {
    const { code, stderr } = await countersign(["explain", "chain-root-untrustd"]);
    assert.equal(code, 2);
    assert.match(stderr, /chain-root-untrusted\?/);
    const bare = await countersign(["explain", "unsigned"]);
    assert.equal(bare.code, 2);
    assert.match(bare.stderr, /All codes: countersign explain/);
  });
  it("says what to do where a file can't be read", async () => {
    const { code, stderr } = await countersign(["explain", "gone.nupkg"]);
    assert.equal(code, 3);
    assert.match(stderr, /gone\.nupkg does not exist\.\n {2}→ Check the path/);
  });
});
