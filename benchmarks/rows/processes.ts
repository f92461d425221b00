import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { contest, type Row } from "../contest.js";
import { hasCommand } from "../peers/native.js";
import type { Setting } from "../setting.js";
import { bareOperations, flippedCopy } from "../subject.js";
import { builtCommand, wholeProcess } from "../whole-process.js";
import { bundledTrust } from "../../lib/trust/bundled/index.js";

/** Whole processes, started one after the other. */
export async function processes({ rounds, subject, folder, root }: Setting): Promise<readonly Row[]> {
  const command = builtCommand(root, join(folder, "command"));
  const altered = join(folder, "altered.nupkg");
  const { primaryValue } = await bareOperations(subject.bytes, await bundledTrust());
  writeFileSync(altered, flippedCopy(subject.bytes, primaryValue));
  const files = { genuine: subject.path, altered };
  const own = (file: string): readonly string[] => [...command, "verify", file];
  const dotnet = (file: string): readonly string[] => ["nuget", "verify", file];
  const row = await contest({
    title: "verifying a package, whole process",
    unit: "ms",
    rounds,
    contestants: [
      wholeProcess("node -e 0", process.execPath, () => ["-e", "0"]),
      wholeProcess("countersign verify", process.execPath, own, files),
      hasCommand("dotnet", "--version")
        ? wholeProcess("dotnet nuget verify", "dotnet", dotnet, files)
        : "dotnet nuget verify: dotnet is not installed",
    ],
    demands: [
      { of: "countersign verify", over: "node -e 0", most: 1.7 },
      { of: "countersign verify", over: "dotnet nuget verify", least: 4 },
    ],
  });
  return [row];
}
