import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { signed } from "../performance/packages.js";
import { root } from "../shared.js";

interface Packed {
  readonly filename: string;
  readonly files: readonly { readonly path: string; readonly size: number }[];
}

describe("the package that is published", () => {
  let folder = "";
  let packed: Packed;

  before(function () {
    if (!existsSync(join(root, "dist", "cli", "main.cjs"))) {
      if (process.env["CI"] === "true") throw new Error("dist is missing: npm run build");
      this.skip();
    }
    folder = mkdtempSync(join(tmpdir(), "countersign-pack-"));
    const answer = run("npm", ["pack", "--ignore-scripts", "--json", "--pack-destination", folder], root);
    [packed] = JSON.parse(answer) as [Packed];
    install(join(folder, packed.filename));
  });
  after(() => folder === "" || rmSync(folder, { recursive: true, force: true }));

  function run(command: string, words: readonly string[], cwd = folder): string {
    const { status, stdout, stderr } = spawnSync(command, words, { cwd, encoding: "utf8" });
    assert.equal(status, 0, `${command} ${words.join(" ")}\n${stdout}\n${stderr}`);
    return stdout;
  }

  // As npm would lay it out, with the dependencies of this checkout: a test reaches no registry.
  function install(tarball: string): void {
    const modules = join(folder, "node_modules");
    mkdirSync(modules);
    run("tar", ["-xzf", tarball, "-C", modules]);
    run("mv", [join(modules, "package"), join(modules, "countersign")]);
    symlinkSync(join(root, "node_modules"), join(modules, "countersign", "node_modules"));
  }

  const node = (...words: readonly string[]): string => run(process.execPath, words);
  const evaluate = (text: string): string => node("--input-type=module", "-e", text).trim();

  it("holds the library, its types, the command, the schemas and the texts, and nothing else", () => {
    const paths = packed.files.map(({ path }) => path);
    const others = paths.filter((path) => !path.startsWith("dist/"));
    const readme = readFileSync(join(root, "README.md"), "utf8");
    const linked = [...readme.matchAll(/\]\(([\w./-]+\.md)\)/g)].map(([, path = ""]) => path);
    const expected = ["LICENSE", "README.md", "package.json", ...new Set(linked)];
    assert.deepEqual(others.toSorted(), expected.toSorted(), "what the README links to is there to be read");
    const kinds = new Set(
      paths.filter((path) => path.startsWith("dist/")).map((path) => path.replace(/^.*?((?:\.d)?\.[a-z]+)$/, "$1")),
    );
    assert.deepEqual(
      [...kinds].filter((kind) => ![".js", ".cjs", ".d.ts", ".json", ".bin"].includes(kind)),
      [],
    );
    assert.deepEqual(
      paths.filter((path) => /(?:^|\/)(?:test|make|node_modules)\//.test(path)),
      [],
    );
    // A dependency that was bundled, or the roots once more, is half a million octets: an ordinary change is not.
    const total = packed.files.reduce((sum, { size }) => sum + size, 0);
    assert.ok(total < 6.4e6, `${total} octets are published`);
  });

  it("names no path of the machine that built it", () => {
    for (const { path } of packed.files) {
      if (!/\.(?:c?js|json)$/.test(path) || path.includes("roots-data")) continue;
      const text = readFileSync(join(folder, "node_modules", "countersign", path), "utf8");
      assert.ok(!text.includes(root), path);
    }
  });

  it("is imported by each of its subpaths", () => {
    const doors = {
      countersign: "createVerifier",
      "countersign/node": "verifyFile",
      "countersign/trust-list": "bundledTrust",
      "countersign/testing": "createDevelopmentPki",
    };
    for (const [door, name] of Object.entries(doors)) {
      assert.equal(evaluate(`import { ${name} } from "${door}"; console.log(typeof ${name});`), "function", door);
    }
    const schema = evaluate(
      `import { createRequire } from "node:module"; console.log(createRequire(import.meta.url).resolve("countersign/schemas/policy-1.json"));`,
    );
    assert.ok(existsSync(schema));
  });

  it("verifies on the thread pool by what two of its subpaths export", async () => {
    writeFileSync(join(folder, "signed.nupkg"), (await signed({})).bytes);
    const outcome = evaluate(`
      import { readFileSync } from "node:fs";
      import { createVerifier } from "countersign";
      import { systemClock, threadPoolProvider } from "countersign/node";
      import { bundledTrust } from "countersign/trust-list";
      const trust = await bundledTrust();
      const bytes = readFileSync("signed.nupkg");
      for (const crypto of [{}, { crypto: threadPoolProvider() }]) {
        const verdict = await createVerifier({ trust, clock: systemClock, ...crypto }).verify(bytes);
        console.log(verdict.checks.find(({ check }) => check === "signature-value").status, verdict.issues[0].code);
      }`);
    assert.deepEqual(outcome.split("\n"), Array(2).fill("passed chain-incomplete"));
  });

  it("shows a line of its code to who did not catch an error, and not a whole file", () => {
    const text = 'await (await import("countersign/node")).verifyFile("missing.nupkg");';
    const { status, stderr } = spawnSync(process.execPath, ["--input-type=module", "-e", text], {
      cwd: folder,
      encoding: "utf8",
    });
    assert.equal(status, 1);
    assert.match(stderr, /TransportError.*missing\.nupkg does not exist/);
    assert.ok(stderr.length < 5000, `${stderr.length} characters`);
  });

  it("is required by CommonJS", () => {
    for (const door of ["countersign", "countersign/node", "countersign/trust-list", "countersign/testing"]) {
      assert.equal(node("-e", `console.log(typeof require("${door}"))`).trim(), "object", door);
    }
  });

  it("keeps its rooms to itself", () => {
    const { status, stderr } = spawnSync(process.execPath, ["-e", 'require("countersign/dist/der/index.js")'], {
      cwd: folder,
      encoding: "utf8",
    });
    assert.notEqual(status, 0);
    assert.match(stderr, /ERR_PACKAGE_PATH_NOT_EXPORTED/);
  });

  it("runs its command", () => {
    const command = join("node_modules", "countersign", "dist", "cli", "main.cjs");
    const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { version: string };
    assert.equal(node(command, "--version").trim(), version);
    assert.match(node(command, "verify", "--help"), /Exit codes/);
    if (process.platform !== "win32") assert.ok((statSync(join(folder, command)).mode & 0o111) !== 0);
  });

  it("loads its bundled roots from where the package has them", () => {
    const text = 'import { bundledTrust } from "countersign/trust-list"; console.log((await bundledTrust()).size);';
    assert.ok(Number(evaluate(text)) > 300);
    const command = join("node_modules", "countersign", "dist", "cli", "main.cjs");
    const { status, stdout } = spawnSync(process.execPath, [command, "verify", "package.nupkg"], {
      cwd: folder,
      encoding: "utf8",
    });
    assert.equal(status, 3);
    assert.match(stdout, /does not exist/);
  });
});
