import assert from "node:assert/strict";
import { copyFileSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { findCommand } from "../../lib/cli/commands.js";
import { optionsOf } from "../../lib/cli/command-spec.js";
import { advisedCommands } from "../../lib/cli/present/as-called.js";
import { author, certificate, config, mode, NOBODY } from "../node/nuget/configs.js";
import { nupkg } from "../sign/fixture.js";
import { countersign, type Ran, temporaryFolder } from "./harness.js";
import { environment, NOW, ownRoots, pemKey, pki } from "./material.js";

describe("a command that a refusal prints", () => {
  const folder = temporaryFolder();
  const run = (...words: readonly string[]): Promise<Ran> =>
    countersign(words, { cwd: folder(), environment, now: NOW });
  const roots = ["--code-signing-roots", "code.pem", "--timestamping-roots", "time.pem"];

  before(async () => {
    copyFileSync(pki("certs", "code-signing-root.pem"), join(folder(), "code.pem"));
    copyFileSync(pki("certs", "timestamping-root.pem"), join(folder(), "time.pem"));
    mkdirSync(join(folder(), "lists"));
    const other = { id: "other", by: "certificate", fingerprint: `sha256:${"0".repeat(64)}` };
    const signers = { version: 1, mode: "listed", entries: [other] };
    const policy = { version: 1, name: "house", extends: "standard", signers };
    writeFileSync(join(folder(), "house rules.json"), JSON.stringify(policy));
    for (const [name, key] of [
      ["one", "author-rsa-2048"],
      ["two", "author-rsa-3072"],
    ] as const) {
      writeFileSync(join(folder(), `${name}.nupkg`), nupkg("Contoso.Lib", name === "one" ? "1.0.0" : "2.0.0"));
      const ran = await run("sign", `${name}.nupkg`, ...ownRoots, ...pemKey(key), "--no-timestamp");
      assert.equal(ran.code, 0, ran.stderr);
    }
    writeFileSync(join(folder(), "bare.nupkg"), nupkg("Contoso.Bare", "1.0.0"));
  });

  /** What stands behind the command's own words, up to the end of the line. */
  const printed = (command: string, text: string): string | undefined =>
    text.split(`countersign ${command} `)[1]?.split("\n")[0];

  it("judges by the rules of the call, in their order and as a shell reads them", async () => {
    const rules = ["--revocation", "offline", ...roots, "--no-trust-file", "--lock", "pins.json", "--frozen"];
    assert.equal((await run("verify", "one.nupkg", ...roots, "--no-trust-file", "--lock", "pins.json")).code, 0);
    const refused = await run("verify", "two.nupkg", "--cache", "kept data", ...rules, "--at", "2026-11-24");
    const own = `two.nupkg --cache 'kept data' ${rules.slice(0, -1).join(" ")}`;
    assert.equal(printed("pin accept", refused.stdout), own);
    const bare = await run("verify", "bare.nupkg", "--policy", "house rules.json", ...roots, "--fail-fast");
    assert.equal(
      printed("verify --level warn", bare.stdout),
      `bare.nupkg --policy 'house rules.json' ${roots.join(" ")}`,
    );
    copyFileSync(join(folder(), "bare.nupkg"), join(folder(), "très nu.nupkg"));
    const spaced = await run("verify", "très nu.nupkg", ...roots, "--no-trust-file");
    assert.equal(printed("verify --level warn", spaced.stdout), `"très nu.nupkg" ${roots.join(" ")} --no-trust-file`);
    const dashed = await run("verify", "bare.nupkg", "--cache=-kept", "--no-trust-file", "--json");
    assert.match(dashed.stdout, /warn bare\.nupkg --cache=-kept --no-trust-file"/);
  });

  it("takes each option that decides a verdict, if it has it", () => {
    const deciding = new Set([...advisedCommands.values()].flat());
    for (const [words, names] of advisedCommands) {
      const { command, rest = [] } = findCommand(words.split(" ")) ?? {};
      const own = command === undefined ? [] : optionsOf(command).map(({ name }) => name);
      const wanted = own.filter((name) => deciding.has(name) && !rest.includes(`--${name}`));
      assert.deepEqual([...names].toSorted(), wanted.toSorted(), words);
    }
  });

  it("leaves out what it has no option for, and the level that it sets itself", async () => {
    const bare = await run("verify", "bare.nupkg", ...roots, "--level", "require", "--expect", "Contoso.Bare@1.0.0");
    const own = `bare.nupkg ${roots.join(" ")} --expect Contoso.Bare@1.0.0`;
    assert.equal(printed("verify --level warn", bare.stdout), own);
    const unlisted = await run("verify", "one.nupkg", "--policy", "house rules.json", "--revocation", "off", ...roots);
    assert.equal(unlisted.code, 21, unlisted.stderr);
    assert.match(printed("trust add", unlisted.stdout) ?? "", new RegExp(`^one\\.nupkg ${roots.join(" ")} --dry-run`));
  });

  it("advises no entry of the trust file where another list decides", async () => {
    const nobody = ["--certificate-fingerprint", "0".repeat(64)];
    writeFileSync(join(folder(), "nuget.config"), config(author(certificate(NOBODY)), mode("require")));
    for (const [list, advice] of [
      [nobody, /name it with the others: (--certificate-fingerprint sha256:[0-9a-f]{64})/],
      [["--nuget-config", "nuget.config"], /dotnet nuget trust author NAME one\.nupkg --configfile FILE/],
      [["--no-trust-file", "--policy", "house rules.json"], /add to the signers of house rules\.json the entry that/],
      [
        ["--policy", "house rules.json"],
        /in place of the policy’s, and name it: --trust-file countersign\.trust\.json/,
      ],
    ] as const)
      for (const words of [
        ["verify"],
        ["verify", "--json"],
        ["verify", "--as", "sarif"],
        ["trust", "why"],
        ["explain"],
      ]) {
        const { code, stdout } = await run(...words, "one.nupkg", ...roots, ...list);
        assert.equal(code, 21, words.join(" "));
        assert.match(stdout, advice);
        assert.doesNotMatch(stdout, /countersign trust add one(?!.* --dry-run prints)/);
      }
    const { stdout } = await run("verify", "one.nupkg", ...roots, ...nobody);
    const [, more = ""] = /others: (.+)$/m.exec(stdout) ?? [];
    assert.equal((await run("verify", "one.nupkg", ...roots, ...nobody, ...more.split(" "))).code, 0);
  });

  it("shows the entry for the list of a policy, and a trust file that decides in its place", async () => {
    const policy = ["--policy", "house rules.json"];
    const { stdout } = await run("verify", "one.nupkg", ...policy, ...roots);
    const [words = ""] = printed("trust add", stdout)?.split(" prints") ?? [];
    const added = await run("trust", "add", ...words.split(" "), "--json");
    const { written, signers } = JSON.parse(added.stdout) as { written: boolean; signers: object };
    assert.equal(written, false);
    const document = { version: 1, name: "listing", extends: "standard", signers };
    writeFileSync(join(folder(), "listing.json"), JSON.stringify(document));
    assert.equal((await run("verify", "one.nupkg", "--policy", "listing.json", ...roots)).code, 0);
    const why = await run("trust", "why", "one.nupkg", "--policy", "listing.json", ...roots);
    assert.doesNotMatch(why.stdout, /there is no trust file/);
    const named = ["--trust-file", "lists/named.json"];
    writeFileSync(join(folder(), "lists", "named.json"), '{"version":1,"mode":"listed","entries":[]}');
    const refused = await run("verify", "one.nupkg", ...policy, ...roots, ...named);
    const line = printed("trust add", refused.stdout) ?? "";
    assert.equal(line, `one.nupkg ${roots.join(" ")} ${named.join(" ")}`);
    assert.equal((await run("trust", "add", ...line.split(" "))).code, 0);
    assert.equal((await run("verify", "one.nupkg", ...policy, ...roots, ...named)).code, 0);
  });

  it("forgives an unknown root in the list that decides", async () => {
    const { stdout } = await run("verify", "one.nupkg", "--policy", "house rules.json");
    assert.match(stdout, /trust add [a-z0-9-]+\.pem; or,.* add to the signers of house rules\.json the entry that/);
    assert.match(stdout, /trust add one\.nupkg --allow-untrusted-root --dry-run prints; or keep the list/);
  });

  it("adds a root to the trust file of the call", async () => {
    writeFileSync(join(folder(), "lists", "mine.json"), '{"version":1,"mode":"listed","entries":[]}');
    const { stdout } = await run("verify", "one.nupkg", "--trust-file", "lists/mine.json");
    assert.match(printed("trust add", stdout) ?? "", /^[a-z0-9-]+\.pem --trust-file lists\/mine\.json; or,/);
    assert.match(stdout, /trust add one\.nupkg --trust-file lists\/mine\.json --allow-untrusted-root$/m);
  });

  it("has the roots of the call where trust add, pin accept and trust why refuse, too", async () => {
    const add = await run("trust", "add", "bare.nupkg", ...roots);
    assert.equal(printed("verify --level warn", add.stdout), `bare.nupkg ${roots.join(" ")}`);
    const rules = ["--policy", "strict", ...roots];
    const accept = await run("pin", "accept", "bare.nupkg", ...rules);
    assert.equal(printed("verify --level warn", accept.stderr), `bare.nupkg ${rules.join(" ")}`);
    const json = [
      await run("trust", "add", "bare.nupkg", ...roots, "--json"),
      await run("trust", "why", "bare.nupkg", ...roots, "--json"),
    ];
    for (const { stdout } of json) assert.ok(stdout.includes(`warn bare.nupkg ${roots.join(" ")}"`), stdout);
    const unproven = await run("trust", "add", "one.nupkg", "--trust-file", "lists/other.json");
    assert.match(unproven.stderr, /trust add ROOT\.pem --trust-file lists\/other\.json, or/);
  });
});
