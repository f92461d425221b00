import assert from "node:assert/strict";
import { type ChildProcess, spawn, spawnSync, type SpawnSyncReturns, type StdioOptions } from "node:child_process";
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  readdirSync,
  readlinkSync,
  rmSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { ownRoots, pemKey, pfxKey, unsignedPackage } from "../cli/material.js";
import { root } from "../shared.js";

const command = join(root, "dist", "cli", "main.cjs");

const ASKED = "asked for the lock\n";
const TELLS_OF_LOCKS = `
const fs = require("node:fs");
const { mkdir } = fs;
fs.mkdir = (path, ...rest) => {
  if (String(path).endsWith(".lock")) fs.writeSync(2, ${JSON.stringify(ASKED)});
  return mkdir(path, ...rest);
};
require("node:module").syncBuiltinESMExports();
`;

// The built command as a process: what its surroundings do to it.
describe("the command in its process", function () {
  this.timeout(60_000);
  let folder = "";
  let signed = "";

  before(function () {
    if (!existsSync(command)) {
      if (process.env["CI"] === "true") throw new Error("dist is missing: npm run build");
      this.skip();
    }
    folder = mkdtempSync(join(tmpdir(), "countersign-process-"));
    signed = unsignedPackage(folder, "signed.nupkg");
    const { status, stderr } = run(["sign", signed, ...ownRoots, ...pemKey("author-rsa-2048"), "--no-timestamp"]);
    assert.equal(status, 0, stderr);
  });
  after(() => folder === "" || rmSync(folder, { recursive: true, force: true }));

  function run(
    words: readonly string[],
    more: { readonly stdio?: StdioOptions; readonly env?: Record<string, string> } = {},
  ): SpawnSyncReturns<string> {
    const env = { ...process.env, ...more.env };
    return spawnSync(process.execPath, [command, ...words], { cwd: folder, encoding: "utf8", stdio: more.stdio, env });
  }
  const start = (words: readonly string[], ...flags: readonly string[]): ChildProcess =>
    spawn(process.execPath, [...flags, command, ...words], { cwd: folder, stdio: ["ignore", "pipe", "pipe"] });

  /** Whether the process holds a file open, so that it is past its start. */
  const holds = ({ pid }: ChildProcess, file: string): boolean =>
    readdirSync(`/proc/${pid}/fd`).some((descriptor) => {
      try {
        return readlinkSync(`/proc/${pid}/fd/${descriptor}`) === file;
      } catch {
        return false; // closed meanwhile
      }
    });

  const ended = (child: ChildProcess): Promise<number | null> =>
    new Promise((resolve) => child.once("exit", (code) => resolve(code)));

  it("says what it found by its exit code to a reader that went away, without a word", async () => {
    const copies = Array.from({ length: 60 }, (_, index) => join(folder, `copy-${index}.nupkg`));
    for (const copy of copies) copyFileSync(signed, copy);
    const child = start(["verify", ...ownRoots, "--json", ...copies]);
    let said = "";
    child.stderr?.on("data", (text) => (said += String(text)));
    child.stdout?.destroy();
    assert.equal(await ended(child), 0);
    assert.equal(said, "");
  });

  it("does the same where standard output was closed from the start", () => {
    const line = 'exec "$0" "$@" >&-';
    const words = ["-c", line, process.execPath, command, "verify", ...ownRoots, signed];
    const { status, stderr } = spawnSync("sh", words, { encoding: "utf8", cwd: folder });
    assert.equal(status, 0, stderr);
    assert.equal(stderr, "");
  });

  it("tells a full disk apart from any verdict: exit code 3", function () {
    if (!existsSync("/dev/full")) this.skip();
    for (const json of [[], ["--json"]]) {
      const full = openSync("/dev/full", "w");
      const { status, stderr } = run(["verify", ...ownRoots, ...json, signed], { stdio: ["ignore", full, "pipe"] });
      assert.equal(status, 3, stderr);
      assert.match(stderr, /standard output can’t be written/);
      assert.doesNotMatch(stderr, /defect/);
    }
  });

  it("ends at Ctrl-C in the middle of a long verification, with exit code 130", async function () {
    if (!existsSync("/proc/self/fd")) this.skip();
    const large = join(folder, "large.bin");
    writeFileSync(large, "");
    assert.equal(run(["sign", large, ...ownRoots, ...pemKey("author-rsa-2048"), "--no-timestamp"]).status, 0);
    truncateSync(large, 15 * 2 ** 30); // sparse: many seconds of hashing, no room on the disk
    const child = start(["verify", ...ownRoots, large]);
    while (child.exitCode === null && !holds(child, large)) await pause(10);
    child.kill("SIGINT");
    assert.equal(await ended(child), 130);
  });

  for (const [what, signal] of [
    ["at Ctrl-C", "SIGINT"],
    ["where its terminal is closed", "SIGHUP"],
  ] as const)
    it(`leaves a package as it was ${what} while it signs in place, and no other file`, async () => {
      const server = createServer(() => undefined); // which never answers
      const asked = new Promise((resolve) => server.once("request", resolve));
      await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
      const place = join(folder, `place ${signal}`);
      mkdirSync(place);
      const file = unsignedPackage(place);
      const before = readFileSync(file);
      const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
      const child = start(["sign", file, ...ownRoots, ...pemKey("author-rsa-2048"), "--timestamp", url]);
      const exit = ended(child);
      await Promise.race([asked, exit]);
      child.kill(signal);
      assert.equal(await exit, 130);
      server.closeAllConnections();
      server.close();
      assert.deepEqual(readFileSync(file), before);
      assert.deepEqual(readdirSync(place), ["sample.nupkg"]);
    });

  it("ends at Ctrl-C while another process holds the lock file, with exit code 130", async () => {
    const place = mkdtempSync(join(folder, "locked-"));
    const lock = join(place, "countersign.lock.json");
    mkdirSync(`${lock}.lock`);
    // Nothing is seen from outside of an attempt that fails, so the process tells of it.
    const telling = join(place, "..", "telling.cjs");
    writeFileSync(telling, TELLS_OF_LOCKS);
    // As its holder would, so that it is not taken over.
    const holder = setInterval(() => utimesSync(`${lock}.lock`, new Date(), new Date()), 1000);
    try {
      const child = start(["verify", ...ownRoots, "--lock", lock, signed], "--require", telling);
      const exit = ended(child);
      let said = "";
      child.stderr?.on("data", (text) => (said += String(text)));
      while (child.exitCode === null && said.split(ASKED).length < 3) await pause(10);
      assert.equal(child.exitCode, null);
      const asked = performance.now();
      child.kill("SIGINT");
      assert.equal(await exit, 130);
      assert.ok(performance.now() - asked < 5000);
    } finally {
      clearInterval(holder);
    }
    assert.deepEqual(readdirSync(place), ["countersign.lock.json.lock"]);
  });

  it("leaves no file where its lock file grows larger than the system allows, and says so: exit code 3", function () {
    if (process.platform === "win32") this.skip();
    const place = mkdtempSync(join(folder, "limited-"));
    const lock = join(place, "countersign.lock.json");
    const words = [
      "-c",
      'ulimit -f 0; exec "$0" "$@"',
      process.execPath,
      command,
      "verify",
      ...ownRoots,
      "--lock",
      lock,
      signed,
    ];
    const { status, signal, stdout, stderr } = spawnSync("sh", words, { encoding: "utf8", cwd: folder });
    assert.deepEqual([status, signal], [3, null], stderr);
    assert.match(stdout, /files of this size are not allowed here/);
    assert.deepEqual(readdirSync(place), []);
  });

  it("takes a folder for the packages in it, and says so where there are none or where a file is wanted", () => {
    for (const name of ["packages", "empty", "folder.nupkg"]) mkdirSync(join(folder, name));
    copyFileSync(signed, join(folder, "packages", "one.nupkg"));
    assert.match(run(["verify", ...ownRoots, "packages"]).stdout, /packages\/one\.nupkg: trusted/);
    for (const name of ["empty", "folder.nupkg"]) {
      const { status, stderr } = run(["verify", ...ownRoots, name]);
      assert.equal(status, 2);
      assert.match(stderr, /expected a folder with packages/);
    }
    const { status, stderr } = run(["sign", signed, "--key", "packages", "--cert", signed, "--no-timestamp"]);
    assert.equal(status, 3);
    assert.match(stderr, /is a folder, not a file/);
  });

  it("is silent on standard error in a pipe, without a colour", () => {
    const { status, stdout, stderr } = run(["verify", ...ownRoots, signed, signed], { env: { FORCE_COLOR: "1" } });
    assert.equal(status, 0, stderr);
    assert.equal(stderr, "");
    assert.ok(!stdout.includes("\u001b"));
  });

  it("colours on a terminal, unless NO_COLOR is set", function () {
    if (spawnSync("script", ["--version"]).status !== 0) this.skip();
    const line = [process.execPath, command, "verify", ...ownRoots, signed].map((word) => `'${word}'`).join(" ");
    const onTerminal = (env: Record<string, string>): string =>
      spawnSync("script", ["-qec", line, "/dev/null"], {
        encoding: "utf8",
        env: { PATH: process.env["PATH"], TERM: "xterm", ...env },
      }).stdout;
    assert.match(onTerminal({}), /\u001b\[32mtrusted/);
    assert.ok(!onTerminal({ NO_COLOR: "1" }).includes("\u001b["));
  });

  it("says of a wrong password that it is wrong, and never what it was", () => {
    for (const name of ["author-rsa-2048", "author-rsa-2048-rc2", "author-rsa-2048-3des"]) {
      const words = ["sign", signed, "--overwrite", ...ownRoots, ...pfxKey(name), "--no-timestamp"];
      const { status, stdout, stderr } = run(words, { env: { KEY_PASSWORD: "open-sesame" } });
      assert.equal(status, 2);
      assert.match(stderr, /expected the password that the PFX file was protected with/);
      assert.ok(!(stdout + stderr).includes("open-sesame"));
    }
  });
});
