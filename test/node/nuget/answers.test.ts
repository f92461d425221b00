import assert from "node:assert/strict";
import type { NugetVerdict } from "../../interop/dotnet.js";
import { answers, rootAnswers } from "./answers.js";
import { type AskNuget, isAccepted, nugetForCases } from "./cases.js";

/** In the words of the record. */
function answerOf(verdict: NugetVerdict): string {
  if (isAccepted(verdict)) return "trusted";
  return verdict.codes.length > 0 ? verdict.codes.join() : verdict.errors === undefined ? "nothing" : "error";
}

describe("node: the recorded answers to nuget.config files are those that dotnet gives", () => {
  let ask: AskNuget;
  before(async function () {
    ask = await nugetForCases(this);
  });

  for (const [table, name] of [
    [answers, "author-repo"],
    [rootAnswers, "cert-untrusted-root"],
  ] as const)
    for (const [what, answer, ...texts] of table)
      it(`${name}, ${what}: ${answer}`, async () => {
        const [verdict = assert.fail(name)] = await ask([name], texts);
        assert.equal(answerOf(verdict), answer, JSON.stringify(verdict));
      });
});
