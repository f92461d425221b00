import { explain, type Verdict } from "../../index.js";
import { visible } from "../../report/index.js";
import { failureLines } from "../failure.js";
import type { Invocation } from "../invocation.js";
import { issuesAsCalled, withIssues } from "./as-called.js";
import type { Presentation } from "./presentation.js";
import { markdownOfUnjudged, sarifWithUnjudged, type Unjudged } from "./unjudged.js";

/** One report over all packages, for another program or a page. What could not be read goes to standard error as well. */
export function reportPresentation(call: Invocation, as: "markdown" | "sarif"): Presentation {
  const { stdout, stderr } = call;
  const verdicts: Verdict[] = [];
  const unjudged: Unjudged[] = [];
  return {
    add: (result) => {
      if ("verdict" in result) {
        const { verdict, path } = result;
        verdicts.push(withIssues(verdict, issuesAsCalled(verdict.issues, path, call)));
        return;
      }
      unjudged.push(result);
      stderr.write(`countersign: ${visible(result.path)}: ${failureLines(result.error).why}\n`);
    },
    finish: () => {
      const text = explain(verdicts, { as, detail: "full" });
      const whole = unjudged.length === 0 ? text : withUnjudged(text, unjudged, as);
      stdout.write(endingInNewline(whole));
    },
  };
}

function withUnjudged(text: string, unjudged: readonly Unjudged[], as: "markdown" | "sarif"): string {
  return as === "sarif" ? sarifWithUnjudged(text, unjudged) : `${text}\n\n${markdownOfUnjudged(unjudged)}`;
}

function endingInNewline(text: string): string {
  return text.endsWith("\n") ? text : `${text}\n`;
}
