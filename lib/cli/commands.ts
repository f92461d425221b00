import type { CommandSpec } from "./command-spec.js";
import { chain } from "./specs/chain.js";
import { completion, diff, policyCheck, policyDiff, policyExplain } from "./specs/policy.js";
import { revocationImport, revocationPrefetch } from "./specs/revocation.js";
import { countersign, doctor, remove, repositorySignatures, sign, timestamp } from "./specs/sign.js";
import * as trust from "./specs/trust.js";
import { explain, inspect, verify } from "./specs/verify.js";

/** Every command, in the order of the help. */
export const commands: readonly CommandSpec[] = [
  verify,
  explain,
  inspect,
  sign,
  timestamp,
  countersign,
  remove,
  doctor,
  repositorySignatures,
  chain,
  trust.trustAdd,
  trust.trustList,
  trust.trustRemove,
  trust.trustSync,
  trust.trustWhy,
  trust.trustInit,
  trust.trustImport,
  trust.trustExport,
  trust.pinAccept,
  policyCheck,
  policyExplain,
  policyDiff,
  diff,
  revocationPrefetch,
  revocationImport,
  completion,
];

/** The first words that commands begin with, each once. */
export const firstWords: readonly string[] = [...new Set(commands.map((command) => firstWordOf(command)))];

/** The commands that begin with this word: one, or the members of a family such as `trust`. */
export function family(word: string): readonly CommandSpec[] {
  return commands.filter((command) => firstWordOf(command) === word);
}

/** Whether the word is no command by itself. */
export function isFamily(word: string): boolean {
  return !commands.some((command) => command.name === word);
}

/** What a command line calls, and the words that remain for it. */
export function findCommand(
  words: readonly string[],
): { readonly command: CommandSpec; readonly rest: readonly string[] } | undefined {
  for (const length of [2, 1]) {
    const name = words.slice(0, length).join(" ");
    const command = commands.find((one) => one.name === name);
    if (command !== undefined && words.length >= length) return { command, rest: words.slice(length) };
  }
  return undefined;
}

function firstWordOf(command: CommandSpec): string {
  return command.name.split(" ")[0] ?? command.name;
}
