import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Contestant, contest, type Row } from "../contest.js";
import { hasCommand } from "../peers/native.js";
import type { Setting } from "../setting.js";
import { bareOperations, flippedCopy } from "../subject.js";
import { bundledTrust } from "../../lib/trust/bundled/index.js";

/** Whole processes, started one after the other. */
export async function processes({ rounds, subject, folder, root }: Setting): Promise<readonly Row[]> {
  const command = join(folder, "command");
  const built = spawnSync(process.execPath, ["build.mjs", "--command", command], { cwd: root, encoding: "utf8" });
  if (built.status !== 0) throw new Error(`the command can't be built: ${built.stderr}`);
  const altered = join(folder, "altered.nupkg");
  const { primaryValue } = await bareOperations(subject.bytes, await bundledTrust());
  writeFileSync(altered, flippedCopy(subject.bytes, primaryValue));
  const files = { genuine: subject.path, altered };
  const own = (file: string): readonly string[] => [join(command, "main.cjs"), "verify", file];
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

/** Milliseconds from start to end, by the wall: a process waits for its disk and its threads. */
function wholeProcess(
  name: string,
  command: string,
  words: (file: string) => readonly string[],
  files?: { readonly genuine: string; readonly altered: string },
): Contestant {
  const env = { ...process.env, NUGET_CERT_REVOCATION_MODE: "offline", DOTNET_CLI_TELEMETRY_OPTOUT: "1" };
  const run = (file: string): number | null => spawnSync(command, words(file), { stdio: "ignore", env }).status;
  const measure = async (count: number): Promise<number> => {
    const started = performance.now();
    for (let done = 0; done < count; done++) run(files?.genuine ?? "");
    return (performance.now() - started) / count;
  };
  if (files === undefined) return { name, measure, count: 1 };
  const judges = async () => ({ accepts: run(files.genuine) === 0, refuses: run(files.altered) !== 0 });
  return { name, measure, count: 1, judges };
}
