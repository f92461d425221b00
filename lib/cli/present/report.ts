import { explain, type Verdict } from "../../index.js";
import { failureLines } from "../failure.js";
import type { Invocation } from "../invocation.js";
import { visible } from "../../report/index.js";
import { escapedJson } from "../text.js";
import { issuesAsCalled, withIssues } from "./as-called.js";
import type { Presentation } from "./presentation.js";

/** One report over all packages, for another program or a page. What could not be read goes to standard error. */
export function reportPresentation(call: Invocation, as: "markdown" | "sarif"): Presentation {
  const { stdout, stderr } = call;
  const verdicts: Verdict[] = [];
  return {
    add: (result) => {
      if ("verdict" in result) {
        const { verdict, path } = result;
        verdicts.push(withIssues(verdict, issuesAsCalled(verdict.issues, path, call)));
      } else stderr.write(`countersign: ${visible(result.path)}: ${failureLines(result.error).why}\n`);
    },
    finish: () => {
      const text = explain(verdicts, { as, detail: "full" });
      stdout.write(endingInNewline(as === "sarif" ? escapedJson(text) : text));
    },
  };
}

function endingInNewline(text: string): string {
  return text.endsWith("\n") ? text : `${text}\n`;
}
