import { ConfigError, jsonText, kindOf, requireFields, requireOnly } from "../../report/index.js";
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

const DETAILS: readonly unknown[] = ["short", "full"];

/** Who signed what, when, what failed, and what to run; in each form fit to be printed, whatever a package says. @throws {ConfigError} what was given is no verdict, or an option is wrong. */
export function explain(verdict: Verdict | readonly Verdict[], options: ExplainOptions = {}): string {
  requireOnly(options, "options", { color: "flag?" }, ["as", "detail"]);
  const { as = "text", detail = "full", color = false } = options;
  const verdicts = isOne(verdict) ? [verdict] : verdict;
  for (const [index, one] of verdicts.entries()) requireVerdict(one, isOne(verdict) ? "verdict" : `verdict[${index}]`);
  if (!DETAILS.includes(detail))
    throw wrongWord("options.detail", '"short" or "full"', detail, "Leave it out for full.");
  const isShort = detail === "short";
  switch (as) {
    case "text":
      return verdicts
        .map((one) => (isShort ? textShort(one, color) : textFull(one, color)))
        .join(isShort ? "\n" : "\n\n");
    case "markdown":
      return isShort ? markdownShort(verdicts) : markdownFull(verdicts);
    case "json":
      return jsonText(verdict, isShort ? undefined : 2);
    case "sarif":
      return jsonText(sarifLog(verdicts), isShort ? undefined : 2);
    default:
      throw wrongWord("options.as", '"text", "markdown", "json" or "sarif"', as, "Leave it out for text.");
  }
}

function requireVerdict(verdict: Verdict, at: string): void {
  requireFields(verdict, at, { outcome: "text", issues: "object[]", checks: "object[]", signatures: "object[]" });
}

function wrongWord(at: string, expected: string, received: unknown, remedy: string): ConfigError {
  const shown = typeof received === "string" ? JSON.stringify(received.slice(0, 60)) : kindOf(received);
  return new ConfigError({ at, expected, received: shown, remedy });
}

function isOne(verdict: Verdict | readonly Verdict[]): verdict is Verdict {
  return !Array.isArray(verdict);
}
