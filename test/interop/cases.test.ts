import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { hasShared, sharedPath } from "../shared.js";
import { dotnetVerify, type NugetVerdict } from "./dotnet.js";
import { interopKit, makeTool, temporaryFolder } from "./kit.js";

/** A row of the recorded verdicts; `config` stands in those of policy.jsonl. */
interface RecordedCase extends NugetVerdict {
  readonly name?: string;
  readonly config?: string;
}

const folder = (...parts: readonly string[]): string => sharedPath("interop", "cases", ...parts);

function recorded(file: string): readonly RecordedCase[] {
  if (!hasShared("interop", "cases", file)) return [];
  const lines = readFileSync(folder(file), "utf8").split("\n");
  return lines.flatMap((line) => (line === "" ? [] : [JSON.parse(line) as RecordedCase]));
}

const decision = ({ verdict, codes, warnings }: NugetVerdict): object => ({ verdict, codes, warnings });

describe("the interop kit judges the recorded cases as they were recorded", function () {
  this.timeout(120_000);
  const manifest = recorded("manifest.jsonl");
  const verdicts = new Map<string, NugetVerdict>();
  let tool = "";

  before(async function () {
    await interopKit(this);
    const roots = [folder("roots", "codesigning.pem"), folder("roots", "timestamping.pem")] as const;
    tool = await makeTool(temporaryFolder(), ...roots);
    const judged = await dotnetVerify(
      manifest.map(({ file }) => folder(file)),
      { tool },
    );
    manifest.forEach(({ file }, index) => verdicts.set(file, judged[index] ?? assert.fail(file)));
  });

  for (const row of manifest) {
    it(`${row.file}: ${row.verdict} ${row.codes.join(" ")}`.trim(), () => {
      assert.deepEqual(decision(verdicts.get(row.file) ?? assert.fail("no verdict")), decision(row));
    });
  }

  for (const row of recorded("policy.jsonl")) {
    it(`${row.file} under ${row.config}: ${row.verdict} ${row.codes.join(" ")}`.trim(), async () => {
      const [verdict] = await dotnetVerify([folder(row.file)], { tool, config: folder(row.config ?? "") });
      assert.deepEqual(decision(verdict ?? assert.fail("no verdict")), decision(row));
    });
  }
});
