import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { ownRoots } from "../cli/material.js";
import { mustRun } from "../interop/tools.js";
import { root } from "../shared.js";
import { modulesLoadedBy, packagesAmong } from "./modules.js";
import { signed } from "./packages.js";

/** What TypeScript's runner brings along; the published files need none of it. */
const RUNNER = ["tsx", "esbuild", "get-tsconfig", "resolve-pkg-maps"];
const withoutRunner = (names: readonly string[]): readonly string[] => names.filter((name) => !RUNNER.includes(name));

describe("what a verification loads", function () {
  this.timeout(120_000);
  let folder = "";
  let file = "";

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), "countersign-loaded-"));
    file = join(folder, "a.nupkg");
    writeFileSync(file, (await signed({ countersigned: true })).bytes);
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  /** Runs a module over the library's sources. */
  async function loadedBy(text: string): Promise<{ readonly packages: readonly string[]; readonly stdout: string }> {
    const program = join(folder, "program.mts");
    writeFileSync(program, text);
    const { modules, stdout } = await modulesLoadedBy(["--import", "tsx", "--conditions=countersign-source", program]);
    assert.ok(modules.length > 100, "the log holds the library's own modules");
    return { packages: withoutRunner(packagesAmong(modules)), stdout };
  }
  const door = (name: string): string => JSON.stringify(pathToFileURL(join(root, "lib", name)).href);
  const verification = `
    import { verifyFile } from ${door("node/index.ts")};
    import { createTrustStore, parseCertificates } from ${door("index.ts")};
    import { readFileSync } from "node:fs";
    const [root] = await parseCertificates(readFileSync("test-certs/certs/code-signing-root.pem"));
    const [stamps] = await parseCertificates(readFileSync("test-certs/certs/timestamping-root.pem"));
    const trust = await createTrustStore("roots", [
      { certificate: root.der, purposes: ["code-signing"], origin: "test" },
      { certificate: stamps.der, purposes: ["timestamping"], origin: "test" },
    ]);
    const verdict = await verifyFile(${JSON.stringify("FILE")}, { trust });
    console.log(verdict.outcome);`;

  it("with countersign/node is no part of pkijs, asn1js, forge, @peculiar, saxes or undici", async () => {
    const { packages, stdout } = await loadedBy(verification.replace("FILE", file));
    assert.equal(stdout.trim(), "trusted");
    const cold = ["pkijs", "asn1js", "node-forge", "saxes", "undici"];
    assert.deepEqual(
      packages.filter((name) => cold.includes(name) || name.startsWith("@peculiar/")),
      [],
    );
  });

  it("of Node is no performance hooks, which take a millisecond: the list would show them", async () => {
    const isLoaded = 'process.moduleLoadList.includes("NativeModule perf_hooks")';
    const { stdout } = await loadedBy(`${verification.replace("FILE", file)}
    console.log(${isLoaded});
    await import("node:perf_hooks");
    console.log(${isLoaded});`);
    assert.equal(stdout.trim(), "trusted\nfalse\ntrue");
  });

  it("with countersign/testing is all of them: the log would show it", async () => {
    const { packages } = await loadedBy(`import ${door("testing/index.ts")};`);
    for (const name of ["pkijs", "asn1js", "@peculiar/x509"]) assert.ok(packages.includes(name), name);
  });

  it("by the command is the launcher, which runs the compiled quick command itself, and no package", async () => {
    const out = join(folder, "command");
    await mustRun(process.execPath, ["build.mjs", "--command", out], { cwd: root });
    const { modules, stdout } = await modulesLoadedBy([join(out, "main.cjs"), "verify", "--json", ...ownRoots, file]);
    assert.match(stdout, /"outcome":\s*"trusted"/);
    const names = modules.filter((module) => !module.endsWith("first.mjs") && !module.startsWith("data:"));
    assert.deepEqual(packagesAmong(names), []);
    assert.deepEqual([...new Set(names.map((name) => name.split("/").at(-1)))].toSorted(), ["main.cjs"]);
  });
});
