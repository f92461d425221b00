import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { exitCodes } from "../../lib/cli/exit-codes.js";
import { temporaryFolder } from "../cli/harness.js";
import { NOW } from "../cli/material.js";
import { mustRun, runCommand } from "../interop/tools.js";
import { root } from "../shared.js";
import { nupkg } from "../sign/fixture.js";
import { findingCases } from "./all-cases.js";
import { Lab } from "./lab.js";

describe("the command as it is built", function () {
  this.timeout(120_000);
  const folder = temporaryFolder();

  let command = "";

  before(async () => {
    const out = join(folder(), "command");
    await mustRun(process.execPath, ["build.mjs", "--command", out], { cwd: root });
    symlinkSync(join(root, "node_modules"), join(folder(), "node_modules"), "dir");
    command = join(out, "main.cjs");
  });

  it("imports what a line needs, from a compiled form that was kept as well", async () => {
    const lab = new Lab(join(folder(), "kept"));
    try {
      const one = findingCases.get("signer-pattern-not-covered");
      const words = [...((await one?.words(lab)) ?? []), "--at", NOW.toISOString()];
      const env = { XDG_CACHE_HOME: lab.at("cache"), LOCALAPPDATA: lab.at("cache") };
      for (const compiled of ["anew", "anew, and kept", "read back"]) {
        const ran = await runCommand(process.execPath, [command, ...words], { cwd: lab.folder, env });
        assert.equal(ran.status, one?.exit, `${compiled}: ${ran.stdout}${ran.stderr}`);
        assert.equal(ran.stderr, "", compiled);
      }
      assert.equal(readdirSync(join(lab.at("cache"), "countersign-command")).length, 1);
    } finally {
      await lab.close();
    }
  });

  it("keeps another compiled form for lines that ask for many packages, and reads that one back", async () => {
    const lab = new Lab(join(folder(), "many"));
    try {
      const env = { XDG_CACHE_HOME: lab.at("cache"), LOCALAPPDATA: lab.at("cache") };
      const packages = join(folder(), "packages");
      mkdirSync(packages);
      writeFileSync(join(packages, "a.nupkg"), nupkg());
      const kept = join(lab.at("cache"), "countersign-command");
      const seen: string[][] = [];
      for (const operand of [packages, packages, join(packages, "a.nupkg"), packages]) {
        const ran = await runCommand(process.execPath, [command, "verify", operand], { cwd: lab.folder, env });
        assert.equal(ran.status, exitCodes.unsigned, ran.stdout + ran.stderr);
        seen.push(readdirSync(kept).map((name) => `${name.replace(/^.*-/, "")} ${statSync(join(kept, name)).ino}`));
      }
      const [first, second, both, last] = seen;
      assert.match(first?.join() ?? "", /^many\.bin \d+$/);
      assert.deepEqual(second, first, "what was read back is not written anew");
      assert.equal(both?.length, 2);
      assert.deepEqual(last, both);
    } finally {
      await lab.close();
    }
  });

  it("leaves nothing of a compiled form that could not be written whole", async function () {
    if (process.platform === "win32") this.skip();
    const lab = new Lab(join(folder(), "small"));
    try {
      writeFileSync(lab.at("a.nupkg"), nupkg());
      const script = 'ulimit -f 8; exec "$0" "$1" verify a.nupkg';
      const env = { XDG_CACHE_HOME: lab.at("cache") };
      const ran = await runCommand("/bin/sh", ["-c", script, process.execPath, command], { cwd: lab.folder, env });
      assert.equal(ran.status, exitCodes.unsigned, ran.stdout + ran.stderr);
      assert.deepEqual(readdirSync(join(lab.at("cache"), "countersign-command")), []);
    } finally {
      await lab.close();
    }
  });

  it("ends where no folder can be made for it", function () {
    if (!existsSync("/proc/self")) this.skip();
    const file = join(folder(), "a.nupkg");
    writeFileSync(file, nupkg());
    const env = { ...process.env, XDG_CACHE_HOME: "/proc/nowhere/cache" };
    const ran = spawnSync(process.execPath, [command, "verify", file], { env, timeout: 60_000 });
    assert.equal(ran.signal, null);
    assert.equal(ran.status, exitCodes.unsigned);
  });

  it("hands a line whose trust file asks repositories over from the quick command to the whole one", async () => {
    const lab = new Lab(join(folder(), "lab"));
    try {
      const one = findingCases.get("repository-certificate-undeclared");
      const words = [...((await one?.words(lab)) ?? []), "--at", NOW.toISOString()];
      const env = { COUNTERSIGN_NO_CODE_CACHE: "1", COUNTERSIGN_CACHE: lab.at("cache") };
      const ran = await runCommand(process.execPath, [command, ...words], { cwd: lab.folder, env });
      assert.equal(ran.status, one?.exit, ran.stdout + ran.stderr);
      assert.match(ran.stdout, one?.says ?? /^$/);
      assert.equal(ran.stdout.split("error repository-certificate-undeclared").length, 2, "it is said once");
    } finally {
      await lab.close();
    }
  });
});
