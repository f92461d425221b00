import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { countersign, type Ran } from "../cli/harness.js";
import { environment, NOW, ownRoots, pemKey } from "../cli/material.js";
import { dotnetRoot } from "../differences/restore.js";
import { nupkg } from "../sign/fixture.js";
import { interopKit, temporaryFolder } from "./kit.js";
import { type CommandResult, runCommand } from "./tools.js";

describe("the hashes that dotnet restore writes into its lock files are those that we compare", function () {
  this.timeout(240_000);
  const folder = temporaryFolder();
  const at = (...parts: readonly string[]): string => join(folder, ...parts);
  const repository = ["--kind", "repository", "--service-index", "https://packages.test/v3/index.json"];
  const signers: Readonly<Record<string, readonly string[]>> = {
    "lab.unsigned": [],
    "lab.author": pemKey("author-rsa-2048"),
    "lab.repository": [...pemKey("repository"), ...repository],
  };
  const ids = Object.keys(signers);
  let dotnet: string;

  before(async function () {
    dotnet = join(await dotnetRoot(await interopKit(this)), "dotnet");
    for (const name of ["home", "feed"]) mkdirSync(at(name));
    for (const id of ids) await publish(id, nupkg(id));
    const references = ids.map((id) => `<PackageReference Include="${id}" Version="1.0.0" />`).join("");
    const settings = "<RestorePackagesWithLockFile>true</RestorePackagesWithLockFile><UseAppHost>false</UseAppHost>";
    const group = `<PropertyGroup><TargetFramework>net10.0</TargetFramework>${settings}</PropertyGroup>`;
    const items = `<ItemGroup>${references}</ItemGroup>`;
    writeFileSync(at("get.csproj"), `<Project Sdk="Microsoft.NET.Sdk">${group}${items}</Project>`);
    const feed = `<packageSources><clear /><add key="feed" value="${at("feed")}" /></packageSources>`;
    writeFileSync(at("nuget.config"), `<configuration>${feed}</configuration>`);
    const { status, stdout, stderr } = await restore();
    assert.equal(status, 0, stdout + stderr);
  });

  /** Puts a package into the feed, signed by whoever signs packages of its name. */
  async function publish(id: string, bytes: Uint8Array): Promise<void> {
    const file = at("feed", `${id}.1.0.0.nupkg`);
    writeFileSync(file, bytes);
    const signer = signers[id] ?? [];
    if (signer.length === 0) return;
    const { code, stderr } = await countersign(["sign", file, ...ownRoots, ...signer, "--no-timestamp"], {
      environment,
      now: NOW,
    });
    assert.equal(code, 0, stderr);
  }

  function restore(...more: readonly string[]): Promise<CommandResult> {
    const words = ["restore", at("get.csproj"), "--packages", at("packages"), "-nologo", "-v", "m", ...more];
    const env = {
      HOME: at("home"),
      DOTNET_ROOT: join(dotnet, ".."),
      DOTNET_CLI_TELEMETRY_OPTOUT: "1",
      DOTNET_NUGET_SIGNATURE_VERIFICATION: "true",
      NUGET_CERT_REVOCATION_MODE: "offline",
    };
    return runCommand(dotnet, words, { env, cwd: folder });
  }

  const lockFiles = ["packages.lock.json", "obj/project.assets.json"] as const;

  async function codesBy(lockFile: string): Promise<Readonly<Record<string, readonly string[]>>> {
    const words = ["verify", lockFile, ...ownRoots, "--package-folder", "packages", "--json"];
    const ran: Ran = await countersign(words, { cwd: folder, environment, now: NOW });
    const { results } = JSON.parse(ran.stdout) as {
      results: { name: string; issues: { code: string; severity: string }[] }[];
    };
    const errors = results.map(({ name, issues }) => {
      const codes = issues.filter(({ severity }) => severity === "error").map(({ code }) => code);
      return [name.split(/[/\\]/).at(-3) ?? name, codes] as const;
    });
    return Object.fromEntries(errors);
  }

  it("whether a package is unsigned, of its author or of a repository: as if it had never been signed", async () => {
    const { dependencies } = JSON.parse(readFileSync(at("packages.lock.json"), "utf8")) as {
      dependencies: { "net10.0": Record<string, { contentHash: string }> };
    };
    for (const id of ids) {
      const hash = createHash("sha512").update(nupkg(id)).digest("base64");
      assert.equal(dependencies["net10.0"][id]?.contentHash, hash, id);
    }
    for (const lockFile of lockFiles)
      assert.deepEqual(
        await codesBy(lockFile),
        { "lab.author": [], "lab.repository": [], "lab.unsigned": ["package-unsigned"] },
        lockFile,
      );
  });

  it("and what was published anew under its version is refused by both, with NU1403", async () => {
    await publish("lab.author", nupkg("lab.author", "1.0.0", { "new.txt": Buffer.from("not what was locked") }));
    for (const name of ["packages", "obj"]) rmSync(at(name), { recursive: true });
    const locked = await restore("--locked-mode");
    assert.notEqual(locked.status, 0);
    assert.match(locked.stdout, /NU1403/);
    const lockText = readFileSync(at("packages.lock.json"));
    rmSync(at("packages.lock.json"));
    const unlocked = await restore();
    assert.equal(unlocked.status, 0, unlocked.stdout + unlocked.stderr);
    writeFileSync(at("packages.lock.json"), lockText);
    assert.deepEqual((await codesBy("packages.lock.json"))["lab.author"], ["package-content-mismatch"]);
    // The assets are of this restore.
    assert.deepEqual((await codesBy("obj/project.assets.json"))["lab.author"], []);
  });
});
