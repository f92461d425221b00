import { ConfigError } from "../../report/index.js";
import type { Verdict } from "../verdict.js";
import { markdownFull, markdownShort } from "./markdown.js";
import { sarifLog } from "./sarif.js";
import { textFull, textShort } from "./text.js";

/** In which form, and how fully. */
export interface ExplainOptions {
  /** Default `text`. `json` is the verdict itself, or a list of them; `sarif` a log of SARIF 2.1.0. */
  readonly as?: "text" | "markdown" | "json" | "sarif";
  /** `short`: of text one line for each package, of Markdown the table alone, of JSON no white space. Default `full`. */
  readonly detail?: "short" | "full";
  /** Colours for a terminal, of text alone. Default false. */
  readonly color?: boolean;
}

/** Who signed what, when, what failed, and what to run. */
export function explain(verdict: Verdict | readonly Verdict[], options: ExplainOptions = {}): string {
  const { as = "text", detail = "full", color = false } = options;
  const verdicts = isOne(verdict) ? [verdict] : verdict;
  const isShort = detail === "short";
  switch (as) {
    case "text":
      return verdicts
        .map((one) => (isShort ? textShort(one, color) : textFull(one, color)))
        .join(isShort ? "\n" : "\n\n");
    case "markdown":
      return isShort ? markdownShort(verdicts) : markdownFull(verdicts);
    case "json":
      return JSON.stringify(verdict, undefined, isShort ? undefined : 2);
    case "sarif":
      return JSON.stringify(sarifLog(verdicts), undefined, isShort ? undefined : 2);
    default:
      throw wrongForm(as);
  }
}

function wrongForm(as: never): ConfigError {
  return new ConfigError({
    at: "options.as",
    expected: '"text", "markdown", "json" or "sarif"',
    received: JSON.stringify(as),
    remedy: "Leave it out for text.",
  });
}

function isOne(verdict: Verdict | readonly Verdict[]): verdict is Verdict {
  return !Array.isArray(verdict);
}
