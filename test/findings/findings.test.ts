import assert from "node:assert/strict";
import { join } from "node:path";
import { catalogueEntry, type Issue, type IssueCode, issueCodes } from "../../lib/report/index.js";
import { documentOf, temporaryFolder } from "../cli/harness.js";
import { assertValid } from "../support/schemas.js";
import type { FindingCase } from "./case.js";
import { assertCommandsParse } from "./commands.js";
import { findingCases as cases } from "./all-cases.js";
import { Lab } from "./lab.js";

const WHO = { author: "the author", repository: "the repository", user: "you", network: "the network" } as const;

describe("each finding of the catalogue, brought out through the command", () => {
  const folder = temporaryFolder();
  const labOf = (code: string, form: string): Lab => new Lab(join(folder(), `${code}-${form}`));

  /** The command's own account in one form, of a folder of its own. */
  async function told(code: IssueCode, one: FindingCase, form: "text" | "json") {
    const lab = labOf(code, form);
    try {
      const words = await one.words(lab);
      const setting = one.now === undefined ? {} : { now: one.now };
      return await lab.run(form === "json" ? [...words, "--json"] : words, setting);
    } finally {
      await lab.close();
    }
  }

  for (const code of issueCodes) {
    const one = cases.get(code);
    if (one === undefined) continue;
    const { exit, severity = "error", nuget, etsi, actor, evidence, says, next } = one;

    it(`${code}: for programs`, async () => {
      const ran = await told(code, one, "json");
      assert.equal(ran.code, exit, ran.stdout.slice(0, 4000) + ran.stderr);
      const document = documentOf(ran);
      assertValid(document);
      const issue = issuesIn(document).find((candidate) => candidate.code === code);
      assert.ok(
        issue,
        `found ${issuesIn(document)
          .map((candidate) => candidate.code)
          .join()}; ${ran.stderr}`,
      );
      assert.deepEqual(
        [issue.severity, issue.nuget, issue.etsi, issue.actor, issue.rule],
        [severity, nuget, etsi, actor, catalogueEntry(code).rule],
      );
      assert.match(issue.message, says);
      assert.match(issue.remedy, next);
      assertCommandsParse(issue.remedy);
      for (const [name, value] of Object.entries(evidence ?? {}))
        assert.deepEqual(issue.evidence?.[name as keyof typeof evidence], value, name);
      if (issue.evidence?.start !== undefined) assert.ok(issue.evidence.start >= 0);
    });

    it(`${code}: for people`, async () => {
      const { code: ended, stdout, stderr } = await told(code, one, "text");
      assert.equal(ended, exit, stdout + stderr);
      const text = (stdout + stderr).replaceAll(/\s+/g, " ");
      assert.ok(text.includes(code), text);
      assert.match(text, says);
      // Nobody need act on what is only information: `countersign explain CODE` says what could be done.
      if (severity === "info") return;
      assert.match(text, next);
      if (nuget !== undefined && exit !== 4 && !text.includes("signature by CN="))
        assert.ok(text.includes(nuget), text);
      if (stdout.includes("who can mend it")) assert.ok(text.includes(`who can mend it: ${WHO[actor]}`), text);
    });
  }

  it("is all of the catalogue: a code can't be added without a case", () => {
    assert.deepEqual([...cases.keys()].sort(), [...issueCodes].sort());
  });
});

/** Issues of any document that has some: of verdicts, of refusals to sign, of a chain. */
function issuesIn(value: unknown): readonly Issue[] {
  if (Array.isArray(value)) return value.flatMap(issuesIn);
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([name, member]) =>
    name === "issues" && Array.isArray(member) ? (member as Issue[]) : name === "checks" ? [] : issuesIn(member),
  );
}
