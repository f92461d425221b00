import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createVerifier, type Verdict, type Verifier } from "../../lib/index.js";
import { hasShared, sharedPath } from "../shared.js";
import { kitTrust } from "./kit-trust.js";

interface RecordedCase {
  readonly file: string;
  readonly verdict: "trusted" | "untrusted";
  readonly codes: readonly string[];
  readonly warnings: readonly string[];
  readonly note: string;
}

function recordedCases(): readonly RecordedCase[] {
  if (!hasShared("interop", "cases", "manifest.jsonl")) return [];
  const lines = readFileSync(sharedPath("interop", "cases", "manifest.jsonl"), "utf8").split("\n");
  return lines.filter((line) => line !== "").map((line) => JSON.parse(line) as RecordedCase);
}

const errorCodes = ({ issues }: Verdict): readonly string[] =>
  issues.flatMap(({ severity, nuget }) => (severity === "error" && nuget !== undefined ? [nuget] : []));

describe("the cases that dotnet judged", () => {
  let verifier: Verifier;

  before(async () => {
    if (recordedCases().length === 0) return;
    // The day after the kit recorded its verdicts.
    verifier = createVerifier({ trust: await kitTrust(), clock: () => new Date("2026-11-24T00:00:00Z") });
  });

  for (const row of recordedCases()) {
    it(`${row.file}: ${row.verdict}, as dotnet says (${row.note})`, async () => {
      const verdict = await verifier.verify(readFileSync(sharedPath("interop", "cases", row.file)), { name: row.file });
      assert.equal(
        verdict.accepted,
        row.verdict === "trusted",
        verdict.issues.map(({ message }) => message).join("\n"),
      );
      if (row.verdict === "trusted") assert.equal(verdict.outcome, "trusted");
      if (row.codes.length > 0)
        assert.ok(
          row.codes.some((code) => errorCodes(verdict).includes(code)),
          `dotnet: ${row.codes.join()}, ours: ${errorCodes(verdict).join()}`,
        );
    });
  }

  it("are judged alike warm and cold, in any order", async function () {
    if (recordedCases().length === 0) this.skip();
    const cold = createVerifier({
      trust: await kitTrust(),
      clock: () => new Date("2026-11-24T00:00:00Z"),
      chainCacheSize: 0,
    });
    for (const { file } of [...recordedCases()].reverse()) {
      const bytes = readFileSync(sharedPath("interop", "cases", file));
      assert.deepEqual((await cold.verify(bytes)).toJSON(), (await verifier.verify(bytes)).toJSON(), file);
    }
  });
});
