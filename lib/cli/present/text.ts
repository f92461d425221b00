import { visible } from "../../report/index.js";
import { failureLines } from "../failure.js";
import type { Invocation } from "../invocation.js";
import { type FileResult } from "../results.js";
import { counted } from "../text.js";
import { explainedAsCalled } from "./as-called.js";
import type { Presentation } from "./presentation.js";
import { progressBar } from "./progress.js";

/** From how many packages on a bar is worth its place. */
const WORTH_A_BAR = 8;

/**
 * For people: a line for each accepted package, then each refusal explained in full, then what it comes to. Refusals come
 * last, where a terminal ends.
 */
export function textPresentation(call: Invocation, fileCount: number): Presentation {
  const refusals: string[] = [];
  const tally = new Map<string, number>();
  const bar = fileCount < WORTH_A_BAR ? undefined : progressBar(call, fileCount, "packages");
  let done = 0;
  return {
    add: (result) => {
      const { line, detail, word } = rendered(result, call);
      tally.set(word, (tally.get(word) ?? 0) + 1);
      if (line !== undefined) (bar ?? call.stdout).write(line);
      if (detail !== undefined) refusals.push(detail);
      bar?.update(++done);
    },
    finish: () => {
      bar?.stop();
      for (const text of refusals) call.stdout.write(text);
      if (fileCount > 1) call.stdout.write(summary(tally));
    },
  };
}

interface Rendered {
  readonly line?: string;
  readonly detail?: string;
  /** What it counts as in the last line. */
  readonly word: string;
}

function rendered(result: FileResult, call: Invocation): Rendered {
  if (!("verdict" in result)) {
    const { what, why, remedy } = failureLines(result.error);
    return { detail: `${visible(result.path)}: not judged\n  ${what}: ${why}\n  → ${remedy}\n\n`, word: "not judged" };
  }
  const { verdict } = result;
  const detail = call.options.text("detail") ?? (verdict.accepted ? "short" : "full");
  const text = explainedAsCalled(verdict, result.path, call, detail === "full" ? "full" : "short");
  const word = verdict.accepted ? "accepted" : verdict.outcome;
  return verdict.accepted ? { line: `${text}\n`, word } : { detail: `${text}\n\n`, word };
}

function summary(tally: ReadonlyMap<string, number>): string {
  const total = [...tally.values()].reduce((sum, count) => sum + count, 0);
  const parts = [...tally].map(([word, count]) => `${count} ${word}`);
  return `${counted(total, "package")}: ${parts.join(", ")}\n`;
}
