import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { countersign } from "../cli/harness.js";
import { environment, NOW, ownRoots, pemKey, pki, unsignedPackage } from "../cli/material.js";
import { definePolicy } from "../../lib/index.js";
import { readSuccession } from "../../lib/policy/index.js";
import { root } from "../shared.js";

/** The code blocks that name themselves: ``// example: NAME`` or ``# example: NAME`` in their first lines. */
function exampleIn(page: string, name: string): string {
  const text = readFileSync(join(root, page), "utf8");
  for (const [, block = ""] of text.matchAll(/```(?:ts|sh)\n([\s\S]*?)```/g)) {
    if (block.split("\n").some((line) => line === `// example: ${name}` || line === `# example: ${name}`)) return block;
  }
  return assert.fail(`${page} has no example ${name}`);
}

describe("the examples of the texts", () => {
  let folder = "";

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), "countersign-examples-"));
    const file = unsignedPackage(folder, "my.lib.1.0.0.nupkg");
    const ran = await countersign(["sign", file, ...pemKey("author-rsa-2048"), "--no-timestamp", ...ownRoots], {
      now: NOW,
    });
    assert.equal(ran.code, 0, ran.stderr);
    copyFileSync(file, join(folder, "upload.nupkg"));
    writeFileSync(join(folder, "package.json"), '{ "type": "module" }');
    writeFileSync(join(folder, "trust.ts"), trustModule);
    writeFileSync(join(folder, "server-config.ts"), serverConfig);
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  const library = (path: string): string => JSON.stringify(pathToFileURL(join(root, path)).href);
  // The defaults of countersign/node with the test PKI's roots in place of the bundled ones, which no test key can be under.
  const trustModule = `
export * from ${library("lib/node/index.ts")};
import { createTrustStore } from ${library("lib/index.ts")};
import * as node from ${library("lib/node/index.ts")};
import { testCertificate } from ${library("test-certs/index.ts")};
export const trust = await createTrustStore("test roots", [
  { certificate: testCertificate("code-signing-root"), purposes: ["code-signing"], origin: "test-certs" },
  { certificate: testCertificate("timestamping-root"), purposes: ["timestamping"], origin: "test-certs" },
]);
export const verifyFile = (path, options) => node.verifyFile(path, { trust, ...options });
export const createNodeVerifier = (options) => node.createNodeVerifier({ trust, ...options });
`;
  const serverConfig = `
import { testSigner, testTimestampIdentity } from ${library("test-certs/index.ts")};
import { createTimestampAuthority } from ${library("lib/testing/index.ts")};
export { trust } from "./trust.ts";
export const signer = testSigner("repository");
export const repository = { serviceIndex: "https://packages.example/v3/index.json", owners: ["contoso"] };
export const timestamp = { sources: [createTimestampAuthority(testTimestampIdentity())] };
`;

  function run(name: string, trusting: boolean, ...words: readonly string[]) {
    const text = exampleIn("README.md", name)
      .replaceAll('"countersign/node"', trusting ? '"./trust.ts"' : library("lib/node/index.ts"))
      .replaceAll('"countersign"', library("lib/index.ts"));
    return runText(name, text, {}, ...words);
  }

  function runText(name: string, text: string, more: Readonly<Record<string, string>>, ...words: readonly string[]) {
    const file = join(folder, `${name}.ts`);
    writeFileSync(file, text);
    const loader = pathToFileURL(join(root, "node_modules", "tsx", "dist", "loader.mjs")).href;
    const line = ["--import", loader, "--conditions=countersign-source", file, ...words];
    return spawnSync(process.execPath, line, { cwd: folder, encoding: "utf8", env: { ...process.env, ...more } });
  }

  it("let a library pass a package by a signer that it trusts, and no other", () => {
    const accepted = run("library", true);
    assert.equal(accepted.status, 0, accepted.stderr);
    assert.match(accepted.stdout, /trusted/);
    const refused = run("library", false);
    assert.equal(refused.status, 1);
    assert.match(refused.stdout, /chain-root-untrusted/);
    assert.match(refused.stderr, /NotAcceptedError/);
  });

  it("let a server judge and countersign an upload", async () => {
    const { status, stderr } = run("server", true);
    assert.equal(status, 0, stderr);
    const verified = await countersign(["verify", join(folder, "accepted.nupkg"), ...ownRoots], { now: new Date() });
    assert.equal(verified.code, 0, verified.stdout);
    const inspected = await countersign(["inspect", join(folder, "accepted.nupkg")]);
    assert.match(inspected.stdout, /repository signature \(countersignature\)/);
  });

  it("make the server's settings of a PFX file, an address and the bundled roots", () => {
    copyFileSync(pki("pfx", "repository.pfx"), join(folder, "repository.pfx"));
    const text = exampleIn("docs/package-servers.md", "server-config")
      .replaceAll('"countersign/node"', library("lib/node/index.ts"))
      .replaceAll('"countersign/trust-list"', library("lib/trust/bundled/index.ts"));
    writeFileSync(join(folder, "pfx-config.ts"), text);
    const use = `
import { countersignPackage } from ${library("lib/index.ts")};
import { openFile, systemClock as clock, trust } from "./trust.ts";
import { repository, signer, timestamp, trust as bundled } from "./pfx-config.ts";
const options = { signer, repository, timestamp: "none", trust, clock };
const { report } = await countersignPackage(await openFile("upload.nupkg"), options);
console.log(report.repository.owners.join(), timestamp.sources.length, bundled.name);
`;
    const { stdout, stderr } = runText("use-config", use, { REPOSITORY_PASSWORD: environment["KEY_PASSWORD"] ?? "" });
    assert.match(stdout, /^contoso 1 dotnet-sdk /, stderr);
  });

  it("let a build tool fail a build with the reasons", () => {
    const passing = run("build-tool", true, "my.lib.1.0.0.nupkg");
    assert.equal(passing.status, 0, passing.stderr);
    unsignedPackage(folder, "unsigned.nupkg");
    const failing = run("build-tool", true, "my.lib.1.0.0.nupkg", "unsigned.nupkg", "missing.nupkg");
    assert.equal(failing.status, 1);
    assert.match(failing.stderr, /package-unsigned/);
    assert.match(failing.stderr, /missing\.nupkg does not exist/);
  });

  it("let a shell script with openssl sign", async function () {
    if (process.platform === "win32") this.skip();
    writeFileSync(join(folder, "sign.sh"), exampleIn("docs/signing.md", "signer-command"), { mode: 0o755 });
    copyFileSync(pki("keys", "author-rsa-2048.pem"), join(folder, "key.pem"));
    const file = unsignedPackage(folder, "scripted.nupkg");
    const key = ["--cert", pki("certs", "author-rsa-2048.pem"), "--chain", pki("certs", "code-signing-issuer.pem")];
    const words = ["sign", file, ...key, "--signer-command", "./sign.sh", "--no-timestamp", ...ownRoots];
    const ran = await countersign(words, {
      cwd: folder,
      now: NOW,
      environment: { ...environment, PATH: process.env["PATH"] ?? "" },
    });
    assert.equal(ran.code, 0, ran.stderr);
  });

  for (const page of [
    "README.md",
    "docs/signing.md",
    "docs/build-tools.md",
    "docs/package-servers.md",
    "docs/exit-codes-and-json.md",
  ]) {
    it(`call commands with options that they have: ${page}`, async () => {
      const { findCommand } = await import("../../lib/cli/commands.js");
      const { readArguments } = await import("../../lib/cli/arguments.js");
      const lines = commandLinesIn(page);
      const least = { "docs/exit-codes-and-json.md": 0, "docs/package-servers.md": 1 }[page] ?? 3;
      assert.ok(lines.length >= least);
      for (const line of lines) {
        const words = line.match(/'[^']*'|\S+/g)?.map((word) => word.replaceAll("'", "")) ?? [];
        const call = findCommand(words);
        assert.ok(call !== undefined, line);
        readArguments(call.command, call.rest);
      }
    });
  }
});

describe("the documents and imports that the guides show", () => {
  const guides = ["README.md", "docs/signing.md", "docs/build-tools.md", "docs/package-servers.md"];
  const blocksOf = (page: string, language: string): readonly string[] =>
    [
      ...readFileSync(join(root, page), "utf8").matchAll(new RegExp(`\\n\`\`\`${language}\\n([\\s\\S]*?)\`\`\``, "g")),
    ].map(([, block = ""]) => block);

  it("a policy is read", () => {
    const shown = guides.flatMap((page) => blocksOf(page, "json")).filter((block) => block.includes('"extends"'));
    assert.ok(shown.length > 0);
    for (const block of shown) assert.equal(typeof definePolicy(block).name, "string");
  });

  it("an announced change of key is read", () => {
    const [block, ...others] = blocksOf("docs/build-tools.md", "json").filter((one) => one.includes("succession/1"));
    assert.deepEqual(others, []);
    assert.deepEqual(readSuccession(block ?? "", "change.json").packages, ["Contoso.*"]);
  });

  it("every name is exported from where it is imported", async () => {
    const doors = { "": "", "/node": "node/", "/testing": "testing/", "/trust-list": "trust/bundled/" } as const;
    const names: string[] = [];
    for (const [subpath, folder] of Object.entries(doors)) {
      const door = (await import(pathToFileURL(join(root, `lib/${folder}index.ts`)).href)) as object;
      for (const block of guides.flatMap((page) => blocksOf(page, "ts")))
        for (const [, list = "", from] of block.matchAll(/import \{([^}]+)\} from "countersign([^"]*)"/g)) {
          if (from !== subpath) continue;
          const values = list.split(",").map((name) => name.trim().replace(/ as \w+$/, ""));
          for (const name of values.filter((one) => !one.startsWith("type "))) {
            assert.ok(name in door, `countersign${subpath}: ${name}`);
            names.push(name);
          }
        }
    }
    assert.ok(names.length > 30);
  });
});

/** Every `countersign …` line of the shell blocks, comments and continued lines resolved. */
function commandLinesIn(page: string): readonly string[] {
  const text = readFileSync(join(root, page), "utf8");
  const blocks = [...text.matchAll(/```sh\n([\s\S]*?)```/g)].map(([, block = ""]) => block.replaceAll(/\\\n\s*/g, ""));
  return blocks
    .flatMap((block) => block.split("\n"))
    .map((line) => /^(?:npx )?countersign ([^#>|]*)/.exec(line)?.[1]?.trim() ?? "")
    .filter((line) => line !== "");
}
