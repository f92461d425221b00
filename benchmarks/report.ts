import { cpus, loadavg, platform, release, totalmem } from "node:os";
import type { Row } from "./contest.js";

/** What the figures were taken on. */
export interface Machine {
  readonly date: string;
  readonly node: string;
  readonly openssl: string;
  readonly system: string;
  readonly processors: string;
  readonly memory: string;
  /** Processes that wanted to run during the minute before the end: figures of a busy machine are larger, their ratios less so. */
  readonly load: string;
}
export interface Results extends Machine {
  readonly rounds: number;
  readonly rows: readonly Row[];
}

export function machine(): Machine {
  return {
    date: new Date().toISOString().slice(0, 16).replace("T", " "),
    node: process.version,
    openssl: process.versions.openssl,
    system: `${platform()} ${release()}`,
    processors: `${cpus().length} × ${cpus()[0]?.model ?? "unknown"}`,
    memory: `${Math.round(totalmem() / 2 ** 30)} GiB`,
    load: (loadavg()[0] ?? 0).toFixed(1),
  };
}

const shown = (value: number): string =>
  value >= 1000 ? Math.round(value).toLocaleString("en-US") : value.toPrecision(3);

/** One row as a Markdown table. */
export function table({ title, unit, figures, skipped, targets }: Row): string {
  const lines = figures.map(
    ({ name, median, low, high, ratio }) =>
      `| ${name} | ${shown(median)} | ${shown(low)} to ${shown(high)} | ${ratio.toFixed(2)} |`,
  );
  const notes = [
    ...skipped.map((note) => `Skipped: ${note}.`),
    ...targets.map(({ text, reached, met }) => `${met ? "Met" : "**Not met**"}: ${text} (${reached.toFixed(2)}).`),
  ];
  const head = [`| | ${unit} | half of the rounds | × first line |`, "| --- | --: | --: | --: |"];
  return [`### ${title}`, "", ...head, ...lines, "", ...notes.flatMap((note) => [note, ""])].join("\n");
}

/** The page of the documentation. */
export function page(results: Results): string {
  const { date, node, openssl, system, processors, memory, load, rounds, rows } = results;
  return `# Performance

Made by \`npm run bench\` on ${date} UTC; do not edit. Node ${node} with OpenSSL ${openssl}, ${system}, ${processors}, ${memory}; load average ${load}.

Each row runs its contestants in turn, ${rounds} rounds, beginning with another one each time; a figure is the median over the
rounds, the spread its quartiles, and a ratio the median of the ratios within each round. A peer takes part only where it
accepts the genuine input and refuses a copy with one bit of a signature flipped. Cached and uncached figures are rows of
their own.

How it was measured: each row has a process of its own, and so has each peer, and countersign where peers verify beside it. None
gives memory back while it waits for its turn (\`--no-memory-reducer\`: V8 throws compiled code away with it). What keeps running
from turn to turn (ours and the peers alike, by one rule) is warmed by batches of 0.1 s, until the second half of them has
brought no batch that is 3 % faster than the fastest before it, for 3 s and 5,000 calls at least, 20 s at most (2 s for the
sizes of a growth row); and once more before each timed turn, by as many untimed calls as are timed. Times within a process are
processor time with all its threads; where a title says so, and for whole processes, the wall's. What warming hides stands in
the rows of the first calls, of the first verification and of the whole processes.

A line that says "alone" is what the platform takes for the same reading, hashing, keys, digests and public-key operations by
itself: what lies between it and ours is our code, and no code of ours gets below it. "The structures read and nothing judged" is
what reading them takes in JavaScript besides. "In its place" is what the platform's calls take between pieces of our code, which
costs them the processor's caches: that, too, no code of ours gets below. Where these together are beyond a target already, the
target is beyond this platform. Instructions are counted by the processor (\`perf\`), so that no neighbour on the machine disturbs them.

Peers that know CMS and no packages are given the signature file alone, and so are we in the rows of the signature part: where a
package's directory is read as well, a line says so. NuGet.Packaging can't do less than read and hash its package too.

What guards the speed in CI are counts, not times: \`test/performance\`.

${rows.map(table).join("\n")}`;
}
