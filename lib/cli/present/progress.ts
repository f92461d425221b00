import type { SingleBar } from "cli-progress";
import type { Invocation } from "../invocation.js";

/** A bar on standard error while a run lasts; nothing at all in a pipe. */
export interface ProgressBar {
  /** @param done of the total. */
  update(done: number): void;
  /** Writes to standard output; where that is the bar's own terminal, when the bar is gone. */
  write(text: string): void;
  stop(): void;
}

/** A bar over `total` things, where standard error is a terminal that somebody looks at. */
export function progressBar(call: Invocation, total: number, noun: string): ProgressBar {
  if (!call.stderr.isTerminal || call.options.has("json")) {
    return { update: () => undefined, write: (text) => call.stdout.write(text), stop: () => undefined };
  }
  const format = `{bar} {value}/{total} ${noun}, {eta_formatted} left`;
  const kept: string[] = [];
  let done = 0;
  let bar: SingleBar | undefined;
  let isStopped = false;
  // The bar's code is loaded while the first of them are worked on.
  void import("cli-progress").then(({ default: { SingleBar } }) => {
    if (isStopped) return;
    bar = new SingleBar({ format, clearOnComplete: true, gracefulExit: false });
    bar.start(total, done);
  });
  return {
    update: (now) => {
      done = now;
      bar?.update(now);
    },
    write: (text) => {
      if (call.stdout.isTerminal) kept.push(text);
      else call.stdout.write(text);
    },
    stop: () => {
      isStopped = true;
      bar?.stop();
      for (const text of kept.splice(0)) call.stdout.write(text);
    },
  };
}
