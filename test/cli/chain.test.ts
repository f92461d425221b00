import assert from "node:assert/strict";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { hasShared, sharedPath } from "../shared.js";
import { countersign, documentOf, temporaryFolder } from "./harness.js";
import { NOW, pki } from "./material.js";

interface PathCase {
  readonly id: string;
  readonly expected: "valid" | "invalid";
}

const cert = (name: string): string => pki("certs", `${name}.pem`);

describe("countersign chain", () => {
  const folder = temporaryFolder();
  const run = (...words: readonly string[]) => countersign(["chain", ...words], { cwd: folder(), now: NOW });
  const known = ["--intermediates", cert("code-signing-issuer"), "--roots", cert("code-signing-root")];

  it("says of a valid chain how it goes, by exit code 0", async () => {
    const { code, stdout } = await run(cert("author-rsa-2048"), ...known);
    assert.equal(code, 0, stdout);
    assert.match(
      stdout,
      /: valid\n {2}CN=Author author-rsa-2048.*\n {4}CN=Test Code Signing Issuer.*\n {6}CN=Test Code Signing Root/,
    );
  });

  it("says of another what is wrong with it, by exit code 21 and a document", async () => {
    for (const [name, codes] of [
      ["author-expired", /^certificate-expired$/],
      ["author-wrong-eku", /^certificate-eku$/],
      ["author-foreign", /^chain-(?:incomplete|root-untrusted)$/],
    ] as const) {
      const ran = await run(cert(name), ...known, "--json");
      assert.equal(ran.code, 21, name);
      const { schema, valid, issues } = documentOf(ran) as {
        schema: string;
        valid: boolean;
        issues: { code: string }[];
      };
      assert.equal(schema, "countersign.chain/1");
      assert.equal(valid, false);
      assert.match(issues[0]?.code ?? "", codes);
    }
  });

  it("takes roots and candidates in several files, and candidates behind the leaf in its own", async () => {
    writeFileSync(
      join(folder(), "both.pem"),
      readFileSync(cert("author-rsa-2048"), "utf8") + readFileSync(cert("code-signing-issuer"), "utf8"),
    );
    assert.equal((await run("both.pem", "--roots", cert("foreign-root"), cert("code-signing-root"))).code, 0);
    assert.equal((await run(cert("author-rsa-2048"), "--roots", cert("code-signing-root"))).code, 21);
  });

  it("judges for the purpose and at the time that are asked", async () => {
    assert.equal((await run(cert("author-rsa-2048"), ...known, "--purpose", "timestamping")).code, 21);
    assert.equal((await run(cert("author-wrong-eku"), ...known, "--purpose", "any")).code, 0);
    assert.equal((await run(cert("author-rsa-2048"), ...known, "--at", "2061-01-01")).code, 21);
    const early = ["--at", "2061-01-01", "--signature-time", "2030-01-01"];
    const proven = await run(cert("author-rsa-2048"), ...known, ...early);
    assert.notEqual(proven.stdout, "");
  });

  it("requires what revocation lists bring, once they are given", async () => {
    const crls = ["--crls", pki("crls", "code-signing-issuer.crl"), pki("crls", "code-signing-root.crl")];
    const revoked = await run(cert("author-revoked"), ...known, ...crls, "--json");
    assert.equal(revoked.code, 21);
    assert.match(revoked.stdout, /certificate-revoked/);
    assert.equal((await run(cert("author-revoked"), ...known)).code, 0);
    const incomplete = ["--crls", pki("crls", "timestamping-root.crl")];
    assert.equal((await run(cert("author-rsa-2048"), ...known, ...incomplete)).code, 21);
    assert.equal((await run(cert("author-rsa-2048"), ...known, ...incomplete, "--revocation", "prefer")).code, 0);
  });

  it("judges a file that holds no certificate, and refuses a call without one", async () => {
    writeFileSync(join(folder(), "none.pem"), "nothing\n");
    assert.equal((await run("none.pem", ...known)).code, 21);
    assert.equal((await run()).code, 2);
    assert.equal((await run("missing.pem", ...known)).code, 3);
    assert.equal((await run(cert("author-rsa-2048"), ...known, "--initial-policies", "1.2,x")).code, 2);
  });

  describe("--batch", () => {
    it("answers each line, and goes on after one that is no case", async () => {
      writeFileSync(
        join(folder(), "bad.jsonl"),
        '{"id":"a"\n\n{"id":"b","leaf":"","roots":[],"time":"2026-01-01T00:00:00Z"}\n',
      );
      const { code, stdout } = await run("--batch", "bad.jsonl");
      assert.equal(code, 2);
      const answers = stdout
        .trimEnd()
        .split("\n")
        .map((line) => JSON.parse(line) as { id?: string; valid: boolean });
      assert.match(stdout, /"error":"[^\n]*Write one case a line/);
      assert.deepEqual(
        answers.map(({ id, valid }) => [id, valid]),
        [
          [undefined, false],
          ["b", false],
        ],
      );
    });

    it("answers a line whose id is nested too deep to be written again", async () => {
      const deep = `${"[".repeat(100_000)}${"]".repeat(100_000)}`;
      const allowed = `${"[".repeat(100)}${"]".repeat(100)}`;
      writeFileSync(
        join(folder(), "deep.jsonl"),
        `{"id":${deep}}\n{"id":["b"]}\n{"id":${allowed}}\n{"id":[${allowed}]}\n`,
      );
      const { code, stdout } = await run("--batch", "deep.jsonl");
      assert.equal(code, 2);
      const answers = stdout.trimEnd().split("\n");
      assert.match(answers[0] ?? "", /id: .*nested too deep/);
      assert.match(answers[1] ?? "", /^\{"id":\["b"\],/);
      assert.ok(answers[2]?.startsWith(`{"id":${allowed},`));
      assert.match(answers[3] ?? "", /id: .*nested too deep/);
    });

    const base64 = (...parts: readonly string[]): string =>
      readFileSync(pki(...parts), "utf8").replaceAll(/-----[^-]+-----|\s/g, "");
    const revokedCase = {
      leaf: base64("certs", "author-revoked.pem"),
      intermediates: [base64("certs", "code-signing-issuer.pem")],
      roots: [base64("certs", "code-signing-root.pem")],
      crls: ["code-signing-issuer.crl", "code-signing-root.crl"].map((name) =>
        readFileSync(pki("crls", name)).toString("base64"),
      ),
      time: NOW.toISOString(),
    };
    const answersTo = async (cases: readonly object[], ...words: readonly string[]) => {
      writeFileSync(join(folder(), "some.jsonl"), cases.map((one) => `${JSON.stringify(one)}\n`).join(""));
      const { code, stdout } = await run("--batch", "some.jsonl", ...words);
      const answers = stdout.trimEnd().split("\n");
      return { code, answers: answers.map((line) => JSON.parse(line) as { valid: boolean; error?: string }) };
    };

    it("takes a case's need of revocation in the words of --revocation too", async () => {
      const modes = ["off", "soft", "prefer", "hard", "require"];
      const { code, answers } = await answersTo(modes.map((mode) => ({ ...revokedCase, revocation: { mode } })));
      assert.equal(code, 0);
      assert.deepEqual(
        answers.map(({ valid }) => valid),
        [true, false, false, false, false],
      );
    });

    it("takes no member that it can't read for one that was left out", async () => {
      const hard = { ...revokedCase, revocation: { mode: "hard" } };
      const wrong: readonly (readonly [object, RegExp])[] = [
        [{ ...revokedCase, revocation: { mode: "on" } }, /^revocation\.mode: expected one of off, soft, /],
        [{ ...revokedCase, revocation: "hard" }, /^revocation\.mode: /],
        [{ ...revokedCase, revocation: null }, /^revocation\.mode: /],
        [{ ...hard, purpose: "timestamp" }, /^purpose: expected one of codeSigning, /],
        [{ ...hard, revocation: { mode: "soft" }, crls: revokedCase.crls[0] }, /^crls: expected a list/],
        [{ ...hard, ocsp: [1] }, /^ocsp\[0\]: /],
        [{ ...hard, signatureTime: 5 }, /^signatureTime: /],
        [{ ...hard, time: undefined }, /^time: .*received nothing/],
        [{ ...hard, leaf: [revokedCase.leaf] }, /^leaf: /],
      ];
      const { code, answers } = await answersTo(wrong.map(([one]) => one));
      assert.equal(code, 2);
      for (const [place, [, error]] of wrong.entries()) {
        assert.equal(answers[place]?.valid, false);
        assert.match(answers[place].error ?? "", error);
      }
    });

    it("refuses options for what each case says for itself, and judges all by the rules that none has a member for", async () => {
      for (const [name, value] of [
        ["at", "2030-01-01"],
        ["signature-time", "2030-01-01"],
        ["purpose", "any"],
        ["revocation", "require"],
        ["crls", pki("crls", "code-signing-issuer.crl")],
        ["ocsp", pki("crls", "code-signing-issuer.crl")],
        ["roots", cert("code-signing-root")],
        ["intermediates", cert("code-signing-issuer")],
      ] as const) {
        const { code, stderr } = await run(`--${name}`, value, "--batch", "some.jsonl");
        assert.equal(code, 2, name);
        assert.match(stderr, new RegExp(`--${name} can’t be used`));
      }
      const sound = { ...revokedCase, leaf: base64("certs", "author-weak-key.pem"), purpose: "any" };
      const validUnder = async (...words: readonly string[]) =>
        (await answersTo([sound], ...words)).answers.map(({ valid }) => valid);
      assert.deepEqual(await validUnder(), [true]);
      assert.deepEqual(await validUnder("--profile", "cms-detached"), [false]);
      assert.deepEqual(await validUnder("--require-explicit-policy"), [false]);
    });

    it("decides the path cases as the conformance suite does", async function () {
      if (!hasShared("corpora", "paths")) return this.skip();
      this.timeout(300_000);
      const cases = readdirSync(sharedPath("corpora", "paths", "cases")).map((file) =>
        readFileSync(sharedPath("corpora", "paths", "cases", file), "utf8"),
      );
      writeFileSync(
        join(folder(), "cases.jsonl"),
        cases.map((text) => `${JSON.stringify(JSON.parse(text))}\n`).join(""),
      );
      const { code, stdout } = await run("--batch", "cases.jsonl");
      assert.equal(code, 0, stdout.slice(0, 500));
      const expected = cases.map((text) => JSON.parse(text) as PathCase);
      const answers = stdout
        .trimEnd()
        .split("\n")
        .map((line) => JSON.parse(line) as { id: string; valid: boolean });
      const different = expected.filter(({ id, expected: wanted }, place) => {
        assert.equal(answers[place]?.id, id);
        return answers[place].valid !== (wanted === "valid");
      });
      // Disputed, and decided in test/conformance/exceptions.json.
      assert.deepEqual(
        different.map(({ id }) => id),
        ["d-eku-leaf-absent"],
      );
    });
  });
});
