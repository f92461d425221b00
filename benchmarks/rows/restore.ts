import { copyFileSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { bundledTrust } from "../../lib/trust/bundled/index.js";
import { contest, type Row } from "../contest.js";
import { hasCommand } from "../peers/native.js";
import type { Setting } from "../setting.js";
import { bareOperations, flippedCopy } from "../subject.js";
import { builtCommand, wholeProcess } from "../whole-process.js";

const FILES = 500;

/** What a restore asks: the files of many packages, in one process of each command. */
export async function restore({ subject, folder, root }: Setting): Promise<readonly Row[]> {
  const command = builtCommand(root, join(folder, "restore-command"));
  const genuine = copies(subject.path, join(folder, "genuine"), FILES);
  const few = copies(subject.path, join(folder, "few"), 2);
  const altered = copies(subject.path, join(folder, "one-altered"), 2);
  const { primaryValue } = await bareOperations(subject.bytes, await bundledTrust());
  writeFileSync(join(altered, "altered.nupkg"), flippedCopy(subject.bytes, primaryValue));
  const own = [...command, "verify"];
  const row = await contest({
    title: `${FILES} real packages, whole process`,
    unit: "ms",
    rounds: 2,
    contestants: [
      wholeProcess("countersign verify", process.execPath, (files) => [...own, files], {
        genuine: few,
        altered,
        timed: genuine,
      }),
      hasCommand("dotnet", "--version")
        ? wholeProcess("dotnet nuget verify", "dotnet", dotnetWords, { genuine: few, altered, timed: genuine })
        : "dotnet nuget verify: dotnet is not installed",
    ],
    demands: [{ of: "countersign verify", over: "dotnet nuget verify", least: 20 }],
  });
  return [row];
}

const dotnetWords = (files: string): readonly string[] => ["nuget", "verify", join(files, "*.nupkg")];

function copies(path: string, folder: string, count: number): string {
  mkdirSync(folder, { recursive: true });
  for (let index = 0; index < count; index++) copyFileSync(path, join(folder, `${index}.nupkg`));
  return folder;
}
