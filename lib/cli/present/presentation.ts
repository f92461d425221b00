import type { Invocation } from "../invocation.js";
import type { FileResult } from "../results.js";
import { jsonPresentation } from "./json.js";
import { reportPresentation } from "./report.js";
import { textPresentation } from "./text.js";

/** Shows results as they come, in the order of the files. */
export interface Presentation {
  add(result: FileResult): void;
  /** Called once, after the last result, also when the run was broken off. */
  finish(): void;
}

/** How a call wants its results. */
export function presentationOf(call: Invocation, fileCount: number): Presentation {
  const form = call.options.has("json") ? "json" : (call.options.text("as") ?? "text");
  switch (form) {
    case "json":
      return jsonPresentation(call);
    case "markdown":
    case "sarif":
      return reportPresentation(call, form);
    default:
      return textPresentation(call, fileCount);
  }
}
