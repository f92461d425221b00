import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { findCommand } from "../../lib/cli/commands.js";
import { describeFinding, issueCatalogue } from "../../lib/report/index.js";
import { exampleFindings } from "../report/examples.js";
import { root } from "../shared.js";
import { assertCommandsParse } from "./commands.js";

describe("what people are told to run", () => {
  it("parses, in every remedy of the catalogue, with and without the finding's values", () => {
    for (const entry of issueCatalogue.values()) assertCommandsParse(entry.remedy);
    for (const finding of exampleFindings)
      for (const file of [undefined, "a.nupkg", "a b.nupkg"])
        for (const timestamp of [false, true]) {
          const subject = { kind: "author", placement: "primary", timestamp } as const;
          for (const isReaders of [false, true])
            assertCommandsParse(describeFinding(finding, { file, subject, isReaders }).remedy);
        }
  });

  it("is a command that there is, in every text of the sources", () => {
    let count = 0;
    for (const file of readdirSync(join(root, "lib"), { recursive: true, encoding: "utf8" })) {
      if (!file.endsWith(".ts")) continue;
      for (const line of readFileSync(join(root, "lib", file), "utf8").split("\n")) {
        if (!/remedy|→|would|More about|Example/.test(line) || /^\s*(?:\/?\*|\/\/)/.test(line)) continue;
        const told = line.replaceAll(/\$\{[^}]*\}/g, "X");
        if (!/countersign [a-z]/.test(told)) continue;
        for (const [, words = ""] of told.matchAll(/(?:["`(]|: |[Rr]un |→ )countersign ([a-z]+(?: [a-z]+)?)/g)) {
          assert.ok(findCommand(words.split(" ")), `${file}: countersign ${words}`);
          count++;
        }
      }
    }
    assert.ok(count > 10, `only ${count}`);
  });
});
