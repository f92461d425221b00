import assert from "node:assert/strict";
import { issueCatalogue } from "../../../lib/report/index.js";
import { catalogueMarkdown } from "../../../lib/verdict/index.js";

describe("the catalogue's page", () => {
  it("has a section for every code, with its meaning, its remedy and its codes elsewhere", () => {
    const sections = catalogueMarkdown().split("\n## ").slice(1);
    assert.equal(sections.length, issueCatalogue.size);
    for (const [place, entry] of [...issueCatalogue.values()].entries()) {
      const section = sections[place] ?? "";
      for (const part of [
        `\`${entry.code}\``,
        entry.meaning,
        entry.remedy,
        entry.class,
        ...entry.nuget,
        entry.etsi ?? "—",
      ]) {
        assert.ok(section.includes(part), `${entry.code}: ${part}`);
      }
    }
  });
});
