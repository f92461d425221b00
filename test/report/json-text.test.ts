import assert from "node:assert/strict";
import { jsonText } from "../../lib/report/index.js";

describe("JSON that is printed", () => {
  it("says the same as before, without a character that drives a terminal, turns direction or is not seen", () => {
    const value = { name: "\u001b[2J\u009b31m\u202e\u2028\u00ad\u{e0041}" };
    const text = jsonText(value);
    assert.doesNotMatch(text, /[\p{Cc}\p{Cf}\u2028]/u);
    assert.deepEqual(JSON.parse(text), value);
  });

  it("holds no command to a build service, which looks for one anywhere in its log", () => {
    const value = {
      azure: "Contoso ##vso[task.setvariable variable=PATH]/tmp",
      github: "a ##[set-output name=trusted;]true",
      teamcity: "###teamcity[buildStatus status='SUCCESS']",
      heading: "## Contoso #1",
    };
    const text = jsonText(value);
    assert.doesNotMatch(text, /##\w*\[/);
    assert.ok(text.includes("## Contoso #1"));
    assert.deepEqual(JSON.parse(text), value);
  });
});
