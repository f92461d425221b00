import { ConfigError, visible } from "../report/index.js";
import type { Invocation } from "./invocation.js";
import { readFileText } from "./read-file.js";

/**
 * The key's password, asked for when it turns out that there is one: from the environment, a file, or the terminal. It is
 * never taken from the command line, which other users of the machine can read.
 */
export function passwordOf(call: Invocation, keyFile: string): () => Promise<string> {
  const variable = call.options.text("password-env");
  const file = call.options.text("password-file");
  if (variable !== undefined && file !== undefined) {
    throw misused("--password-env", "one source of the password", "--password-file as well", "Leave one of them out.");
  }
  if (variable !== undefined) return async () => fromEnvironment(variable, call);
  if (file !== undefined) return async () => firstLine(await readFileText(file, call));
  return async () => asked(call, keyFile);
}

function fromEnvironment(variable: string, { environment }: Invocation): string {
  const value = environment[variable];
  if (value !== undefined) return value;
  const remedy = `Set ${variable} to the key’s password, or name another variable.`;
  throw misused("--password-env", `a variable ${variable} in the environment`, "none", remedy);
}

/** An editor's newline at the end is no part of the secret; anything else is. */
function firstLine(text: string): string {
  return text.split(/\r?\n/, 1)[0] ?? "";
}

async function asked(call: Invocation, keyFile: string): Promise<string> {
  const answer = await call.askSecret(`Password of ${visible(keyFile)}: `);
  if (answer !== undefined) return answer;
  const remedy = "Add --password-env NAME or --password-file FILE.";
  throw misused(keyFile, "its password", "no terminal to ask for it", remedy);
}

function misused(at: string, expected: string, received: string, remedy: string): ConfigError {
  return new ConfigError({ at, expected, received, remedy });
}
