import { ConfigError } from "../../report/index.js";
import { bashCompletion, zshCompletion } from "../completion/bash.js";
import { fishCompletion } from "../completion/fish.js";
import { type ExitCode, exitCodes } from "../exit-codes.js";
import type { Invocation } from "../invocation.js";

const scripts: ReadonlyMap<string, () => string> = new Map([
  ["bash", bashCompletion],
  ["zsh", zshCompletion],
  ["fish", fishCompletion],
]);

/** `countersign completion` */
export async function run({ operands, stdout }: Invocation): Promise<ExitCode> {
  const [shell = ""] = operands;
  const script = scripts.get(shell);
  if (script === undefined) {
    const shells = [...scripts.keys()].join(", ");
    const remedy = "countersign completion --help shows where each script goes.";
    throw new ConfigError({ at: "SHELL", expected: `one of ${shells}`, received: shell, remedy });
  }
  stdout.write(script());
  return exitCodes.accepted;
}
