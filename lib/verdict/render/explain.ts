import type { Verdict } from "../verdict.js";
import { textFull, textShort } from "./text.js";

export interface ExplainOptions {
  /** Default `text`. */
  readonly as?: "text" | "json";
  /** `short`: the outcome and the deciding finding. Default `full`. */
  readonly detail?: "short" | "full";
  /** Colours for a terminal. Default false. */
  readonly color?: boolean;
}

/** Who signed what, when, what failed, and what to run. */
export function explain(verdict: Verdict | readonly Verdict[], options: ExplainOptions = {}): string {
  const verdicts = isOne(verdict) ? [verdict] : verdict;
  switch (options.as ?? "text") {
    case "json":
      return JSON.stringify(isOne(verdict) ? verdict : verdicts, undefined, options.detail === "short" ? undefined : 2);
    case "text": {
      const render = options.detail === "short" ? textShort : textFull;
      return verdicts
        .map((one) => render(one, options.color === true))
        .join(options.detail === "short" ? "\n" : "\n\n");
    }
  }
}

function isOne(verdict: Verdict | readonly Verdict[]): verdict is Verdict {
  return !Array.isArray(verdict);
}
