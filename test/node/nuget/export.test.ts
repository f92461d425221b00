import assert from "node:assert/strict";
import { recordedAnswers } from "./answers.js";
import { answerOf, type AskNuget, caseFile, caseRoots, nugetForCases } from "./cases.js";
import { AUTHOR, author, certificate, config, mode, owners, REPOSITORY, repository, UNTRUSTED } from "./configs.js";
import { importedProject } from "./round-trip.js";

/** What tells spellings, owners, names and roots apart. */
const rich = [
  author(certificate(AUTHOR) + certificate(UNTRUSTED, "true"), "A &amp; &lt;B>"),
  repository(certificate(REPOSITORY) + owners("zz"), "R1", "https://a/x"),
  repository(certificate(REPOSITORY.toLowerCase()), "R2", "https://a/x"),
  repository(certificate(AUTHOR) + certificate(UNTRUSTED, "true") + owners("bob; x"), "R1", "not a url"),
  repository(certificate("AB".repeat(48), "false", "SHA384") + certificate("CD".repeat(64), "true", "SHA512"), "R3"),
].join("");

const all = [
  ...recordedAnswers.filter(({ answer }) => answer !== "error"),
  ...["", mode("accept"), mode("require")].flatMap((settings) =>
    ["author-repo", "cert-untrusted-root"].map((name) => {
      return { name, what: `all at once, ${settings}`, answer: "trusted", texts: [config(rich, settings)] };
    }),
  ),
];

describe("node: a nuget.config that was imported and exported again", () => {
  let ask: AskNuget;
  before(async function () {
    ask = await nugetForCases(this);
  });

  for (const { name, what, answer, texts } of all)
    it(`${name}, ${what}: ${answer}, by dotnet and by verify`, async () => {
      const { imported, trustFile, exported, verify } = await importedProject(texts);
      if (trustFile === undefined) {
        assert.equal(answer, "NU3034");
        assert.match(imported.stderr, /dotnet nuget verify refuses every package/);
        return;
      }
      const options = [...caseRoots(), ...(trustFile.includes('"unset"') ? [] : ["--nuget-command", "verify"])];
      assert.deepEqual(await verify([caseFile(name)], ...options), [answer === "trusted"], trustFile);
      if (exported.code !== 0) {
        assert.equal(answer, "NU3034");
        assert.match(imported.stdout, /refuses every package \(NU3034\)/);
        assert.match(exported.stderr, /refuses every package \(NU3034\)/);
        return;
      }
      assert.equal(exported.stderr, "");
      assert.equal((await importedProject([exported.stdout])).trustFile, trustFile);
      const [theirs = assert.fail(name)] = await ask([name], [exported.stdout]);
      assert.equal(answerOf(theirs), answer, exported.stdout);
    });
});
