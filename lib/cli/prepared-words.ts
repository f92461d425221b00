import type { SignaturePlacement } from "../index.js";
import { ConfigError } from "../report/index.js";
import { member } from "./inputs/lock-json.js";
import type { Invocation } from "./invocation.js";

const COMMANDS: Readonly<Record<SignaturePlacement, string>> = {
  primary: "countersign sign",
  countersignature: "countersign countersign",
};

/**
 * The second step makes what was prepared. Options that were given again, or a command, that ask for something else would
 * be passed over: they are refused.
 *
 * @param state as `--prepare` wrote it; what is no such state is for the library to refuse.
 * @param placement what this command makes.
 * @throws {ConfigError} naming the first that differs.
 */
export function requireAsPrepared(state: string, placement: SignaturePlacement, call: Invocation): void {
  const prepared = parsed(state);
  const made = member(prepared, "placement");
  if ((made === "primary" || made === "countersignature") && made !== placement)
    throw differs("--complete", `a request of ${COMMANDS[placement]}`, `one of ${COMMANDS[made]}`);
  // A countersignature is a repository's, and stands beside what is there: its command has no such options.
  const isPrimary = placement === "primary";
  for (const name of isPrimary ? ["hash", "kind"] : ["hash"]) {
    const [asked, was] = [call.options.text(name), member(prepared, name)];
    if (asked !== undefined && typeof was === "string" && asked !== was)
      throw differs(`--${name}`, `${was}, as it was prepared`, asked);
  }
  if (isPrimary && call.options.has("overwrite") && member(prepared, "overwrite") === false)
    throw differs("--overwrite", "it where the request was prepared", "it now");
}

function parsed(state: string): unknown {
  try {
    return JSON.parse(state) as unknown;
  } catch {
    return undefined;
  }
}

function differs(at: string, expected: string, received: string): ConfigError {
  const remedy = "Complete by the command and the options that prepared it, or prepare anew.";
  return new ConfigError({ at, expected, received, remedy });
}
