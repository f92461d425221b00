import assert from "node:assert/strict";
import { recordedAnswers } from "./answers.js";
import { answerOf, type AskNuget, nugetForCases } from "./cases.js";

describe("node: the recorded answers to nuget.config files are those that dotnet gives", () => {
  let ask: AskNuget;
  before(async function () {
    ask = await nugetForCases(this);
  });

  for (const { name, what, answer, texts } of recordedAnswers)
    it(`${name}, ${what}: ${answer}`, async () => {
      const [verdict = assert.fail(name)] = await ask([name], texts);
      assert.equal(answerOf(verdict), answer, JSON.stringify(verdict));
    });
});
