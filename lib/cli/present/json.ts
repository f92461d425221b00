import type { Issue } from "../../index.js";
import { jsonText } from "../../report/index.js";
import type { Invocation } from "../invocation.js";
import { type FileResult, resultEntry } from "../results.js";
import { issuesAsCalled } from "./as-called.js";
import type { Presentation } from "./presentation.js";

/** One document `countersign.results/1`, written entry by entry so that a thousand packages need no memory. */
export function jsonPresentation(call: Invocation): Presentation {
  const { stdout } = call;
  let count = 0;
  return {
    add: (result) => {
      const entry = jsonText(entryAsCalled(result, call), 2).replaceAll("\n", "\n    ");
      stdout.write(
        `${count++ === 0 ? '{\n  "schema": "countersign.results/1",\n  "results": [\n    ' : ",\n    "}${entry}`,
      );
    },
    finish: () => stdout.write(count === 0 ? '{"schema":"countersign.results/1","results":[]}\n' : "\n  ]\n}\n"),
  };
}

function entryAsCalled(result: FileResult, call: Invocation): Record<string, unknown> {
  const entry = resultEntry(result);
  if (!("verdict" in result)) return entry;
  const { verdict, path } = result;
  const asCalled = (issues: readonly Issue[]): readonly Issue[] => issuesAsCalled(issues, path, call);
  const checks = verdict.checks.map((check) => ({ ...check, issues: asCalled(check.issues) }));
  return { ...entry, issues: asCalled(verdict.issues), checks };
}
