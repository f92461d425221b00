import { copyFileSync, mkdirSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { createNodeVerifier, type FileItem } from "../../lib/node/index.js";
import { contest, type Contestant, type Row } from "../contest.js";
import type { Setting } from "../setting.js";
import { clock } from "../subject.js";

const FILES = 500;

/** Many files by one core and by two: the wall's time, for that is what threads are for. */
export async function threads({ rounds, subject, folder }: Setting): Promise<Row> {
  const files = copies(subject.path, join(folder, "many"));
  return contest({
    title: `${FILES} package files, by the wall's clock`,
    unit: "ms",
    rounds: Math.min(rounds, 5),
    contestants: [
      judging("countersign, one core", files, 0),
      availableParallelism() > 1
        ? judging("countersign, two cores", files, 2)
        : "countersign, two cores: this machine has one",
    ],
    demands: [{ of: "countersign, two cores", over: "countersign, one core", least: 1.8 }],
  });
}

function judging(name: string, files: readonly FileItem[], count: number): Contestant {
  const measure = async (): Promise<number> => {
    const verifier = await createNodeVerifier({ clock });
    const started = performance.now();
    for await (const result of verifier.verifyFiles(files, { threads: count }))
      if (!("verdict" in result && result.verdict.accepted)) throw new Error(`${result.key} was refused`);
    return performance.now() - started;
  };
  return { name, count: 1, settles: true, measure };
}

function copies(path: string, folder: string): readonly FileItem[] {
  mkdirSync(folder, { recursive: true });
  return Array.from({ length: FILES }, (_, index) => {
    const copy = join(folder, `${index}.nupkg`);
    copyFileSync(path, copy);
    return { key: String(index), path: copy };
  });
}
