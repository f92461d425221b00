import { ConfigError, didYouMean } from "../report/index.js";
import { readArguments } from "./arguments.js";
import { family, findCommand, firstWords } from "./commands.js";
import { type ExitCode, exitCodes } from "./exit-codes.js";
import { reportFailure } from "./failure.js";
import { commandHelp, familyHelp, generalHelp } from "./help.js";
import type { Surroundings } from "./invocation.js";

/**
 * Runs one command line and says what its process should exit with. Never rejects: every failure is printed as three
 * lines (what failed, why, what to run), or as a `countersign.error/1` document where `--json` was given.
 *
 * @param words what follows the program's name.
 */
export async function runCommandLine(words: readonly string[], surroundings: Surroundings): Promise<ExitCode> {
  try {
    const call = words[0] === "help" ? [...words.slice(1), "--help"] : words;
    return (await answerWithoutCommand(call, surroundings)) ?? (await runCommand(call, surroundings));
  } catch (error) {
    return reportFailure(error, words, surroundings);
  }
}

async function runCommand(words: readonly string[], surroundings: Surroundings): Promise<ExitCode> {
  const call = findCommand(words);
  if (call === undefined) throw unknownCommand(words);
  const { options, operands } = readArguments(call.command, call.rest);
  if (options.has("help")) {
    surroundings.stdout.write(commandHelp(call.command, surroundings.stdout.columns));
    return exitCodes.accepted;
  }
  const { run } = await call.command.load();
  return run({ ...surroundings, options, operands });
}

async function answerWithoutCommand(words: readonly string[], { stdout }: Surroundings): Promise<ExitCode | undefined> {
  const [first, second = "--help"] = words;
  if (first === undefined || first === "--help" || first === "-h") {
    stdout.write(generalHelp(stdout.columns));
    return first === undefined ? exitCodes.usage : exitCodes.accepted;
  }
  if (first === "--version" || first === "-V") {
    stdout.write(`${(await import("./version.js")).version}\n`);
    return exitCodes.accepted;
  }
  const members = family(first);
  if (!members.some(({ name }) => name.includes(" ")) || (second !== "--help" && second !== "-h")) return undefined;
  stdout.write(familyHelp(first, members, stdout.columns));
  return words.length === 1 ? exitCodes.usage : exitCodes.accepted;
}

function unknownCommand(words: readonly string[]): ConfigError {
  const [first = "", second = ""] = words;
  const members = family(first);
  const word = members.length > 0 ? `${first} ${second}` : first;
  const known = members.length > 0 ? members.map((command) => command.name) : firstWords;
  return new ConfigError({
    at: "countersign",
    expected: "a command",
    received: word,
    remedy: `${didYouMean(word, known, "countersign ")}All commands: countersign --help`,
  });
}
