import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Contestant } from "./contest.js";

/** What a process must accept and refuse, and what it is timed on if that is another one. */
export interface Operands {
  readonly genuine: string;
  readonly altered: string;
  readonly timed?: string;
}

/** Builds the command alone, on first use. @returns the words that run it under Node. */
export function builtCommand(root: string, folder: string): readonly string[] {
  const command = join(folder, "command");
  const words = [join(command, "main.cjs")];
  if (existsSync(command)) return words;
  const built = spawnSync(process.execPath, ["build.mjs", "--command", command], { cwd: root, encoding: "utf8" });
  if (built.status !== 0) throw new Error(`the command can't be built: ${built.stderr}`);
  return words;
}

/** Milliseconds from start to end, by the wall: a process waits for its disk and its threads. */
export function wholeProcess(
  name: string,
  command: string,
  words: (operand: string) => readonly string[],
  operands?: Operands,
): Contestant {
  const env = { ...process.env, NUGET_CERT_REVOCATION_MODE: "offline", DOTNET_CLI_TELEMETRY_OPTOUT: "1" };
  const run = (operand: string): number | null => spawnSync(command, words(operand), { stdio: "ignore", env }).status;
  const measure = async (count: number): Promise<number> => {
    const started = performance.now();
    for (let done = 0; done < count; done++) run(operands?.timed ?? operands?.genuine ?? "");
    return (performance.now() - started) / count;
  };
  if (operands === undefined) return { name, measure, count: 1 };
  const judges = async () => ({ accepts: run(operands.genuine) === 0, refuses: run(operands.altered) !== 0 });
  return { name, measure, count: 1, judges };
}
