import assert from "node:assert/strict";
import { join } from "node:path";
import { temporaryFolder } from "../cli/harness.js";
import { assertSarif } from "../support/sarif.js";
import { findingCases } from "./all-cases.js";
import { Lab } from "./lab.js";

interface Log {
  readonly runs: readonly {
    readonly tool: { readonly driver: { readonly rules: readonly { readonly id: string }[] } };
    readonly results: readonly {
      readonly ruleId: string;
      readonly ruleIndex: number;
      readonly level: string;
      readonly message: { readonly text: string };
    }[];
  }[];
}
const LEVEL = { error: "error", warning: "warning", info: "note" } as const;

describe("the findings as other programs read them", () => {
  const folder = temporaryFolder();

  // Signing and its refusals are no run of an analysis.
  for (const [code, one] of [...findingCases].filter(([, { command }]) => command === undefined))
    it(`${code}: as SARIF 2.1.0 by its schema, and as Markdown`, async () => {
      const lab = new Lab(join(folder(), code));
      try {
        const words = await one.words(lab);
        const plain = words.filter((word, place) => word !== "--detail" && words[place - 1] !== "--detail");
        const { code: exit, stdout } = await lab.run([...plain, "--as", "sarif"]);
        assert.equal(exit, one.exit);
        const log = JSON.parse(stdout) as Log;
        assertSarif(log);
        const [run] = log.runs;
        const result = run?.results.find(({ ruleId }) => ruleId === code);
        assert.ok(run && result, stdout);
        assert.equal(result.level, LEVEL[one.severity ?? "error"]);
        assert.equal(run.tool.driver.rules[result.ruleIndex]?.id, code);
        assert.match(result.message.text, one.says);
        assert.match(result.message.text, one.next);
        const markdown = await lab.run([...plain, "--as", "markdown"]);
        assert.equal(markdown.code, one.exit);
        assert.ok(markdown.stdout.includes(`\`${code}\``), markdown.stdout);
        const [head = "", rule = "", ...rows] = markdown.stdout.split("\n");
        assert.deepEqual([head.split("|").length, rule.split("|").length], [7, 7]);
        assert.equal(rows[0]?.split(/(?<!\\)\|/).length, 7, rows[0]);
      } finally {
        await lab.close();
      }
    });
});
