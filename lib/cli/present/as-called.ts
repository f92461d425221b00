import type { Issue } from "../../index.js";
import { visible } from "../../report/index.js";
import type { Invocation } from "../invocation.js";

const ROOTS = ["code-signing-roots", "timestamping-roots"];
const LISTS = [...ROOTS, "trust-file"];

/** Commands on a package that findings advise, with the files of a call that each of them takes. */
const COMMANDS: readonly (readonly [command: string, files: readonly string[]])[] = [
  ["trust add", LISTS],
  ["verify", LISTS],
  ["verify --level warn", LISTS],
  ["pin accept", [...LISTS, "lock"]],
  ["revocation prefetch", ROOTS],
];

/**
 * Adds the roots and the trust file of this call to the commands on the package that a text advises: run as it is printed, a
 * command then meets the package as this call did. Roots that were given once are seldom in the bundled list.
 *
 * @param file the package, as this call names it.
 */
export function asCalled(text: string, file: string, call: Invocation): string {
  return COMMANDS.reduce((result, [command, files]) => {
    const line = `countersign ${command} ${shellWord(visible(file))}`;
    return result.includes(line) ? result.replaceAll(line, () => line + optionsOf(files, call)) : result;
  }, text);
}

/** Findings with the commands of their remedies as `asCalled` has them. */
export function issuesAsCalled(issues: readonly Issue[], file: string, call: Invocation): readonly Issue[] {
  return issues.map((issue) => ({ ...issue, remedy: asCalled(issue.remedy, file, call) }));
}

function optionsOf(names: readonly string[], { options }: Invocation): string {
  const files = names.flatMap((name) => {
    const value = options.knows(name) ? options.text(name) : undefined;
    return value === undefined ? [] : [` --${name} ${shellWord(visible(value))}`];
  });
  return [...files, ...(options.has("system-roots") ? [" --system-roots"] : [])].join("");
}

/** A word that a shell reads as it is; anything else in quotes. */
function shellWord(value: string): string {
  return /^[\w@%+=:,./-]+$/.test(value) ? value : `'${value.replaceAll("'", "'\\''")}'`;
}
