import type { Invocation } from "../invocation.js";
import { resultEntry } from "../results.js";
import { jsonText } from "../text.js";
import type { Presentation } from "./presentation.js";

/** One document `countersign.results/1`, written entry by entry so that a thousand packages need no memory. */
export function jsonPresentation({ stdout }: Invocation): Presentation {
  let count = 0;
  return {
    add: (result) => {
      const entry = jsonText(resultEntry(result), 2).replaceAll("\n", "\n    ");
      stdout.write(
        `${count++ === 0 ? '{\n  "schema": "countersign.results/1",\n  "results": [\n    ' : ",\n    "}${entry}`,
      );
    },
    finish: () => stdout.write(count === 0 ? '{"schema":"countersign.results/1","results":[]}\n' : "\n  ]\n}\n"),
  };
}
