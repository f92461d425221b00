import { visible } from "../../report/index.js";
import type { Invocation } from "../invocation.js";

const FILES = ["code-signing-roots", "timestamping-roots", "trust-file"] as const;

/**
 * Adds the roots and the trust file of this call to the commands on the package that a text advises: run as it is printed, a
 * command then meets the package as this call did. Roots that were given once are seldom in the bundled list.
 *
 * @param file the package, as this call names it.
 */
export function asCalled(text: string, file: string, call: Invocation): string {
  const files = FILES.flatMap((name) => {
    const value = call.options.text(name);
    return value === undefined ? [] : [` --${name} ${shellWord(visible(value))}`];
  });
  const options = [...files, ...(call.options.has("system-roots") ? [" --system-roots"] : [])].join("");
  if (options === "") return text;
  return COMMANDS.map((command) => `countersign ${command} ${shellWord(visible(file))}`).reduce(
    (result, line) => result.replaceAll(line, () => `${line}${options}`),
    text,
  );
}

const COMMANDS = ["trust add", "verify", "verify --level warn"];

/** A word that a shell reads as it is; anything else in quotes. */
function shellWord(value: string): string {
  return /^[\w@%+=:,./-]+$/.test(value) ? value : `'${value.replaceAll("'", "'\\''")}'`;
}
