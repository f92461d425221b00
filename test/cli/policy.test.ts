import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { countersign, documentOf, temporaryFolder } from "./harness.js";

describe("countersign policy", () => {
  const folder = temporaryFolder();
  const write = (name: string, text: string): string => {
    writeFileSync(join(folder(), name), text);
    return `./${name}`;
  };
  const run = (...words: readonly string[]) => countersign(["policy", ...words], { cwd: folder() });
  const weak = JSON.stringify({
    version: 1,
    name: "weak",
    extends: "strict",
    severities: { "timestamp-missing": "info" },
  });

  it("checks documents, and says where one is weaker than what it extends", async () => {
    const { code, stdout } = await run("check", write("weak.json", weak));
    assert.equal(code, 0);
    assert.match(stdout, /weaker than strict: severities\.timestamp-missing is info, not error/);
  });

  for (const [what, text, says] of [
    ["a wrong field", '{\n  "version": 1,\n  "name": "x",\n  "levle": "warn"\n}', /line 4/],
    ["a later version", '{ "version": 2, "name": "x" }', /Update countersign/],
    ["a name given twice", '{ "version": 1, "name": "x", "name": "y" }', /each name once/],
    ["hostile names", '{ "version": 1, "name": "x", "__proto__": { "level": "ignore" } }', /__proto__/],
    ["a depth without end", "[".repeat(10_000), /at most|expected/],
    [
      "an integrity code",
      '{ "version": 1, "name": "x", "severities": { "content-digest-mismatch": "info" } }',
      /integrity/,
    ],
  ] as const) {
    it(`names line and field of ${what}`, async () => {
      const { code, stderr } = await run("check", write("wrong.json", text));
      assert.equal(code, 2);
      assert.match(stderr, says);
    });
  }

  it("refuses a document in UTF-16, as PowerShell writes it, by its file", async () => {
    writeFileSync(join(folder(), "wide.json"), Buffer.from(`\ufeff${weak}`, "utf16le"));
    const { code, stderr } = await run("check", "./wide.json");
    assert.equal(code, 2);
    assert.match(stderr, /wide\.json can’t be used\n.*text in UTF-16\n.*Save the file as UTF-8/);
  });

  it("goes on after a wrong document, and says both in JSON", async () => {
    const ran = await run("check", write("weak.json", weak), write("wrong.json", "{"), "--json");
    assert.equal(ran.code, 2);
    const results = documentOf(ran)["results"] as { path: string; error?: { line: number } }[];
    assert.deepEqual(
      results.map((result) => result.error === undefined),
      [true, false],
    );
  });

  it("explains a policy in words", async () => {
    const { stdout } = await run("explain", "strict");
    assert.match(stdout, /Revocation: mode online, an unknown status refuses/);
    assert.match(stdout, /stand in for the author’s expiry/);
    assert.match((await run("explain", "audit")).stdout, /reported/);
    assert.match((await run("explain", "audit")).stdout, /^Policy "audit" \(sha256:/);
    assert.equal((await run("explain", "lenient")).code, 2);
  });

  it("names as weaker what lets more pass without a word for it: fewer checks, wider limits, roots forgiven", async () => {
    const forgiving = { id: "x", by: "certificate", fingerprint: `sha256:${"0".repeat(64)}`, allowUntrustedRoot: true };
    const document = {
      version: 1,
      name: "wide",
      extends: "strict",
      revocation: { mode: "online", need: "require", checks: ["timestamp"], skewMs: 86_400_000 },
      budgets: { signatureChecks: 101, timestamps: 9 },
      signers: {
        version: 1,
        mode: "listed",
        entries: [forgiving, { ...forgiving, id: "y", allowUntrustedRoot: false }],
      },
    };
    const { stdout } = await run("check", write("wide.json", JSON.stringify(document)));
    const named = [...stdout.matchAll(/weaker than strict: (\S+) is/g)].map(([, at]) => at).sort();
    const checks = ["budgets.signatureChecks", "revocation.checks[signer]", "revocation.skewMs", "signers.entries[x]"];
    assert.deepEqual(named, checks);
    const narrow = write("narrow.json", JSON.stringify({ version: 1, name: "n", signatures: { primary: ["author"] } }));
    assert.match((await run("diff", narrow, "standard")).stdout, /^weaker +signatures\.primary\[repository\]/m);
  });

  it("shows what changes, weaker rows first", async () => {
    const { code, stdout } = await run("diff", "strict", "standard");
    assert.equal(code, 0);
    const words = stdout
      .trimEnd()
      .split("\n")
      .map((line) => line.split(" ")[0]);
    assert.equal(words[0], "weaker");
    assert.ok(words.lastIndexOf("weaker") < (words.includes("stricter") ? words.indexOf("stricter") : words.length));
    assert.match(stdout, /revocation\.mode: online → offline/);
    assert.match((await run("diff", "audit", "audit")).stdout, /no difference/);
    const changes = documentOf(await run("diff", "strict", "standard", "--json"))["changes"] as {
      at: string;
      weaker?: boolean;
    }[];
    assert.equal(changes.find((change) => change.at === "revocation.need")?.weaker, true);
  });
});
