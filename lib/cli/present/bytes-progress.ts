import type { Progress } from "../../index.js";
import { shown } from "../../report/index.js";
import type { Invocation } from "../invocation.js";
import { type ProgressBar, progressBar } from "./progress.js";

/** Hashing a file smaller than this takes less than a blink. */
const WORTH_A_BAR_BYTES = 64 * 2 ** 20;

/** A bar over the bytes of one large file. */
export function bytesProgress(
  call: Invocation,
  path: string,
): { readonly onProgress: (progress: Progress) => void; stop(): void } {
  let bar: ProgressBar | undefined;
  return {
    onProgress: ({ stage, done, total }) => {
      if (stage !== "hashing" || total < WORTH_A_BAR_BYTES) return;
      bar ??= progressBar(call, total, `bytes of ${inBar(path)}`);
      bar.update(done);
    },
    stop: () => bar?.stop(),
  };
}

/** As it may stand in a bar's format, which takes words in braces for its own. */
function inBar(path: string): string {
  return shown(path).replaceAll(/[{}]/g, "_");
}
