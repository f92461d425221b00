import { jsonText, visible } from "../../report/index.js";
import { markdownText } from "../../verdict/index.js";
import { failureLines } from "../failure.js";

/** A file that could not be read, so that no verdict is there to be shown. */
export interface Unjudged {
  readonly path: string;
  readonly error: unknown;
}

/**
 * A SARIF log that also says what was not judged (§3.20, §3.58): whoever reads it alone would take a package that is not there
 * for one without findings.
 */
export function sarifWithUnjudged(log: string, unjudged: readonly Unjudged[]): string {
  const { runs, ...rest } = JSON.parse(log) as { readonly runs: readonly object[] };
  const invocations = [{ executionSuccessful: false, toolExecutionNotifications: unjudged.map(notification) }];
  return jsonText({ ...rest, runs: runs.map((run) => ({ ...run, invocations })) }, 2);
}

function notification({ path, error }: Unjudged): object {
  const { why, remedy } = failureLines(error);
  // §3.11.6: brackets would make a link.
  const text = `${visible(path)}: ${why} ${remedy}`.replaceAll(/[[\]\\]/g, String.raw`\$&`);
  return { level: "error", message: { text } };
}

/** A section of Markdown for what was not judged. */
export function markdownOfUnjudged(unjudged: readonly Unjudged[]): string {
  const lines = unjudged.flatMap(({ path, error }) => {
    const { why, remedy } = failureLines(error);
    return [`- **error** ${markdownText(visible(path))}: ${markdownText(why)}`, `  - ${markdownText(remedy)}`];
  });
  return ["### ❌ Not judged", "", ...lines].join("\n");
}
