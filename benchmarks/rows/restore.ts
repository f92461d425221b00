import { copyFileSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { bundledTrust } from "../../lib/trust/bundled/index.js";
import { bareOperations, writeOperations } from "../bare-operations.js";
import { contest, type Row } from "../contest.js";
import { hasCommand, programOf } from "../peers/peer-process.js";
import type { Setting } from "../setting.js";
import { flippedCopy } from "../subject.js";
import { builtCommand, wholeProcess } from "../whole-process.js";

const FILES = 500;

/** What no code of ours can save, shared out evenly. */
const PLATFORM = "node, two threads: reading, hashing and the operations that remain, alone";
const READING = "the same, and of countersign the structures read and nothing judged";

/** What a restore asks: the files of many packages, in one process of each command. */
export async function restore({ subject, folder, root }: Setting): Promise<Row> {
  const command = builtCommand(root, folder);
  const genuine = copies(subject.path, join(folder, "genuine"), FILES);
  const few = copies(subject.path, join(folder, "few"), 2);
  const altered = copies(subject.path, join(folder, "one-altered"), 2);
  const { primaryValue, warm } = await bareOperations(subject.bytes, await bundledTrust());
  const operations = writeOperations(warm, join(folder, "operations.json"));
  writeFileSync(join(altered, "altered.nupkg"), flippedCopy(subject.bytes, primaryValue));
  const own = [...command, "verify"];
  const by = (program: string) => (): readonly string[] => [
    programOf(root, program),
    operations,
    "2",
    ...filesOf(genuine),
  ];
  return contest({
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
      wholeProcess(PLATFORM, process.execPath, by("platform-program")),
      wholeProcess(READING, process.execPath, by("reading-program")),
      `openssl: its command takes one message, so that ${FILES} packages are ${FILES} processes`,
      `pkijs: ${FILES} times what one verification takes with all roots is minutes`,
    ],
    demands: [{ of: "countersign verify", over: "dotnet nuget verify", least: 20 }],
  });
}

const dotnetWords = (files: string): readonly string[] => ["nuget", "verify", join(files, "*.nupkg")];

function filesOf(folder: string): readonly string[] {
  return readdirSync(folder).map((name) => join(folder, name));
}

function copies(path: string, folder: string, count: number): string {
  mkdirSync(folder, { recursive: true });
  for (let index = 0; index < count; index++) copyFileSync(path, join(folder, `${index}.nupkg`));
  return folder;
}
