import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { explain } from "../../lib/index.js";
import { testCertificate } from "../../test-certs/index.js";
import { documentOf, temporaryFolder } from "../cli/harness.js";
import { NOW, ownRoots, pemKey, pki } from "../cli/material.js";
import { root } from "../shared.js";
import { unsignedPackage } from "../support/package.js";
import { assertValid, schemaNames, schemaOf } from "../support/schemas.js";
import { everything } from "../verdict/verdicts.js";
import { authored, Lab, verify } from "./lab.js";

describe("every document that the command prints or reads", () => {
  const folder = temporaryFolder();
  const seen = new Set<string>();
  let lab: Lab;
  before(async () => {
    lab = new Lab(join(folder(), "lab"));
    lab.package(await authored(), "signed.nupkg");
    lab.package(unsignedPackage(), "unsigned.nupkg");
    lab.file("policy.json", JSON.stringify({ version: 1, name: "mine", extends: "strict", level: "warn" }));
    lab.file("wrong.json", "{");
  });

  function valid(name: string, document: unknown): void {
    seen.add(name);
    const validate = schemaOf(name);
    assert.ok(validate(document), `${name}: ${JSON.stringify(validate.errors?.slice(0, 3))}`);
  }
  async function printed(name: string, ...words: readonly string[]): Promise<Record<string, unknown>> {
    const ran = await lab.run([...words, "--json"]);
    const document = documentOf(ran);
    assert.equal(document["schema"], `countersign.${name.replace(/-(\d+)$/, "/$1")}`, ran.stderr);
    assertValid(document);
    seen.add(name);
    return document;
  }

  const issuer = pki("certs", "code-signing-issuer.pem");
  const author = pki("certs", "author-rsa-2048.pem");
  const commands: readonly (readonly [name: string, words: readonly string[]])[] = [
    ["results-1", verify("signed.nupkg", "unsigned.nupkg", "missing.nupkg")],
    ["results-1", ["explain", "signed.nupkg", ...ownRoots]],
    ["catalogue-1", ["explain"]],
    ["catalogue-1", ["explain", "NU3018"]],
    ["inspection-1", ["inspect", "signed.nupkg", "unsigned.nupkg", "missing.nupkg"]],
    [
      "signed-1",
      ["sign", "unsigned.nupkg", "signed.nupkg", ...pemKey("author-rsa-2048"), "--no-timestamp", ...ownRoots],
    ],
    ["signed-1", ["remove", "signed.nupkg", "-o", "removed.nupkg"]],
    [
      "prepare-1",
      [
        "sign",
        "removed.nupkg",
        "--prepare",
        "request.json",
        "--cert",
        author,
        "--chain",
        issuer,
        "--no-timestamp",
        ...ownRoots,
      ],
    ],
    ["doctor-1", ["doctor", ...pemKey("author-rsa-2048"), ...ownRoots]],
    ["chain-1", ["chain", author, "--intermediates", issuer, "--roots", pki("certs", "code-signing-root.pem")]],
    ["chain-1", ["chain", author]],
    ["trust-file-1", ["trust", "add", "signed.nupkg", ...ownRoots]],
    ["trust-file-1", ["trust", "add", pki("certs", "code-signing-root.pem"), "--until", "2030-01-01"]],
    ["trust-file-1", ["trust", "list"]],
    ["trust-why-1", ["trust", "why", "signed.nupkg", "gone.nupkg", "removed.nupkg", ...ownRoots]],
    ["trust-file-1", ["trust", "add", "signed.nupkg", "--by", "certificate", ...ownRoots]],
    ["trust-export-1", ["trust", "export"]],
    ["trust-export-1", ["trust", "export", "-o", "nuget.config"]],
    ["trust-file-1", ["trust", "import", "nuget.config", "--dry-run"]],
    ["policy-check-1", ["policy", "check", "policy.json", "wrong.json"]],
    ["policy-explain-1", ["policy", "explain", "./policy.json"]],
    ["policy-diff-1", ["policy", "diff", "standard", "./policy.json"]],
    ["diff-1", ["diff", "signed.nupkg", "removed.nupkg", ...ownRoots]],
    ["results-1", verify("signed.nupkg", "--lock", "countersign.lock.json")],
    ["pins-1", ["pin", "accept", "gone.nupkg", "signed.nupkg", ...ownRoots]],
    ["prefetch-1", ["revocation", "prefetch", "signed.nupkg", "--bundle", "evidence.bin", ...ownRoots]],
    ["revocation-import-1", ["revocation", "import", "evidence.bin"]],
    ["error-1", ["verify"]],
    ["error-1", ["revocation", "import", "missing.bin"]],
  ];
  for (const [name, words] of commands)
    it(`${name}: countersign ${words.slice(0, 3).join(" ").replaceAll(root, ".")}`, async () => {
      await printed(name, ...words);
    });

  it("chain-case-1 and chain-answer-1: a line of a batch and its answer", async () => {
    const base64 = (name: string): string => Buffer.from(testCertificate(name)).toString("base64");
    const sound = {
      id: 1,
      leaf: base64("author-rsa-2048"),
      intermediates: [base64("code-signing-issuer")],
      roots: [base64("code-signing-root")],
      time: NOW.toISOString(),
    };
    const cases = [sound, { ...sound, id: 2, time: "2061-01-01" }];
    for (const one of cases) valid("chain-case-1", one);
    lab.file("cases.jsonl", `${cases.map((one) => JSON.stringify(one)).join("\n")}\n{\n`);
    const { stdout } = await lab.run(["chain", "--batch", "cases.jsonl"]);
    const answers = stdout
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as { readonly valid: boolean });
    for (const answer of answers) valid("chain-answer-1", answer);
    assert.deepEqual(
      answers.map((answer) => answer.valid),
      [true, false, false],
    );
  });

  it("repository-signatures-1", async () => {
    const words = ["repository-signatures", author, "--content-url", "https://packages.example/c", "--all-signed"];
    valid("repository-signatures-1", JSON.parse((await lab.run(words)).stdout));
  });

  it("verdict-1, and the files that commands wrote", () => {
    const read = (name: string): unknown => JSON.parse(readFileSync(lab.at(name), "utf8"));
    valid("verdict-1", JSON.parse(explain(everything, { as: "json" })));
    valid("lock-1", read("countersign.lock.json"));
    valid("trust-1", read("countersign.trust.json"));
    valid("policy-1", read("policy.json"));
    valid("request-1", read("request.json"));
    const print = `sha256:${"ab".repeat(32)}`;
    const succession = {
      schema: "countersign.succession/1",
      from: print,
      to: print,
      notBefore: "2026-01-01T00:00:00Z",
    };
    valid("succession-1", succession);
    assert.equal(schemaOf("succession-1")({ ...succession, packages: [] }), false);
  });

  it("has a schema, which is named in the documentation; and no schema is of nothing", () => {
    assert.deepEqual([...seen].sort(), schemaNames);
    const text = readFileSync(join(root, "docs", "exit-codes-and-json.md"), "utf8");
    for (const name of schemaNames) assert.ok(text.includes(`\`${name}.json\``), name);
  });

  it("has a schema that refuses what has a member too many or too few", () => {
    for (const name of schemaNames.filter((one) => one !== "chain-case-1")) {
      assert.equal(schemaOf(name)({}), false, name);
      assert.equal(schemaOf(name)({ schema: `countersign.${name.slice(0, -2)}/1`, more: 1 }), false, name);
    }
  });
});
