import { parseArgs, type ParseArgsConfig } from "node:util";
import { ConfigError, didYouMean } from "../report/index.js";
import { type CommandSpec, type OptionSpec, optionsOf } from "./command-spec.js";

/** An option as it stands on the line; a switch has the value `true`. */
export interface GivenOption {
  readonly name: string;
  readonly value: string | true;
}

/** The options of one call, by the names of the command's table; asking for another name is a defect. */
export class OptionValues {
  readonly #given: readonly GivenOption[];
  readonly #known: ReadonlySet<string>;

  constructor(given: readonly GivenOption[], known: ReadonlySet<string>) {
    this.#given = given;
    this.#known = known;
  }

  /** Every option of the call, in its order. */
  all(): readonly GivenOption[] {
    return this.#given;
  }

  /** Whether it was given at all. */
  has(name: string): boolean {
    return this.#of(name).length > 0;
  }

  /** The last value given. */
  text(name: string): string | undefined {
    const value = this.#of(name).at(-1);
    return value === true ? undefined : value;
  }

  /** Every value given, in order. */
  list(name: string): readonly string[] {
    return this.#of(name).filter((value) => value !== true);
  }

  #of(name: string): readonly (string | true)[] {
    if (!this.#known.has(name)) throw new TypeError(`the command's table has no option --${name}`);
    return this.#given.filter((option) => option.name === name).map(({ value }) => value);
  }
}

/** `--help` is every command's. */
export const helpOption: OptionSpec = { name: "help", short: "h", help: "Show this text." };

/**
 * Reads a command's words by its table.
 * @throws {ConfigError} naming the word at fault, and the nearest one that would do.
 */
export function readArguments(
  command: CommandSpec,
  words: readonly string[],
): { readonly options: OptionValues; readonly operands: readonly string[] } {
  const known = [...optionsOf(command), helpOption];
  const { given, operands } = collect(command, known, words);
  checkEmpty(command, known, given, operands);
  checkChoices(known, given);
  if (!given.some(({ name }) => name === "help")) checkCount(command, operands);
  return { options: new OptionValues(given, new Set(known.map((option) => option.name))), operands };
}

type Token = NonNullable<ReturnType<typeof parseArgs>["tokens"]>[number];

function tokensOf(known: readonly OptionSpec[], words: readonly string[]): readonly Token[] {
  const options: NonNullable<ParseArgsConfig["options"]> = {};
  for (const option of known) {
    options[option.name] = {
      type: option.value === undefined ? "boolean" : "string",
      multiple: true,
      ...(option.short === undefined ? {} : { short: option.short }),
    };
  }
  const parsed = parseArgs({ args: [...words], options, allowPositionals: true, strict: false, tokens: true });
  return parsed.tokens;
}

function collect(command: CommandSpec, known: readonly OptionSpec[], words: readonly string[]) {
  const given: GivenOption[] = [];
  const operands: string[] = [];
  let list: string | undefined;
  for (const token of tokensOf(known, words)) {
    if (token.kind === "positional" && list !== undefined) given.push({ name: list, value: token.value });
    else if (token.kind === "positional") operands.push(token.value);
    else if (token.kind === "option") {
      const option = optionOf(command, known, token, words[token.index] ?? "");
      const { name } = option;
      const isAgain = given.some((other) => other.name === name);
      given.push({ name, value: valueOf(option, token) });
      if (isAgain && option.value !== undefined && option.repeat === undefined) throw givenTwice(option);
      list = option.repeat === "list" && operands.length > 0 ? name : undefined;
    } else list = undefined;
  }
  return { given, operands };
}

type OptionToken = Extract<Token, { kind: "option" }>;

/** @param word the whole word in which it stands: of `-my.nupkg` the first letter is taken for an option. */
function optionOf(command: CommandSpec, known: readonly OptionSpec[], token: OptionToken, word: string): OptionSpec {
  const option = known.find((one) => one.name === token.name);
  if (option !== undefined) return option;
  const names = known.map((one) => one.name);
  throw new ConfigError({
    at: token.rawName,
    expected: `an option of countersign ${command.name}`,
    received: token.rawName,
    remedy: `${beginningWith(token.name, names) || didYouMean(token.name, names, "--")}${namedSo(word)}All options: countersign ${command.name} --help`,
  });
}

function namedSo(word: string): string {
  return /^-[^-]./.test(word) ? `A file of this name is written ./${word}. ` : "";
}

/** Options of which a whole first word was given: `--password`, where it must be said where the password is. */
function beginningWith(word: string, names: readonly string[]): string {
  const longer = names.filter((name) => name.startsWith(`${word}-`)).map((name) => `--${name}`);
  return longer.length === 0 ? "" : `Did you mean ${longer.join(" or ")}? `;
}

function valueOf(option: OptionSpec, token: OptionToken): string | true {
  const flag = `--${option.name}`;
  if (option.value === undefined) {
    if (token.value === undefined) return true;
    throw misused(flag, "no value, for it is a switch", token.value, `Write ${flag} alone.`);
  }
  // A word that looks like an option is taken for one, not for a value: a forgotten value is the likelier mistake.
  if (token.value === undefined || (!token.inlineValue && token.value.startsWith("-") && token.value.length > 1)) {
    const remedy = `Write ${flag} ${option.value}; a value that begins with a dash goes behind an equals sign: ${flag}=VALUE`;
    throw misused(flag, option.value, token.value ?? "nothing", remedy);
  }
  return token.value;
}

function givenTwice(option: OptionSpec): ConfigError {
  const flag = `--${option.name}`;
  return misused(flag, "to be given once", "it again", `Leave one ${flag} out.`);
}

// An unset variable in quotes leaves an empty word. Taken for a path it is the folder of the call: everything in it would be
// signed, or judged in place of the file that was meant.
function checkEmpty(
  command: CommandSpec,
  known: readonly OptionSpec[],
  given: readonly GivenOption[],
  operands: readonly string[],
): void {
  const received = "an empty word";
  const cause = "a variable that is not set leaves an empty word";
  const empty = given.find(({ value }) => value === "");
  if (empty !== undefined) {
    const value = known.find(({ name }) => name === empty.name)?.value ?? "VALUE";
    throw misused(`--${empty.name}`, value, received, `Write --${empty.name} ${value}, or leave it out; ${cause}.`);
  }
  if (!operands.includes("")) return;
  const expected = command.operands?.name ?? "options alone";
  throw misused(`countersign ${command.name}`, expected, received, `Name it, or leave the quotes out; ${cause}.`);
}

function checkChoices(known: readonly OptionSpec[], given: readonly GivenOption[]): void {
  for (const { name, value } of given) {
    const all = known.find((option) => option.name === name)?.choices;
    if (all === undefined || value === true || all.includes(value)) continue;
    const choices = all.join(", ");
    throw misused(`--${name}`, `one of ${choices}`, value, `Write --${name} with one of ${choices}.`);
  }
}

function checkCount(command: CommandSpec, operands: readonly string[]): void {
  const { minimum, maximum, name } = command.operands ?? { minimum: 0, maximum: 0, name: "operand" };
  if (operands.length >= minimum && operands.length <= maximum) return;
  const expected =
    maximum === 0 ? "options alone" : minimum === maximum ? `${minimum} × ${name}` : `at least ${minimum} × ${name}`;
  const words = operands.length > maximum ? operands.slice(maximum, maximum + 1) : operands;
  const received = words.length === 0 ? "nothing" : words.join(" ");
  throw misused(`countersign ${command.name}`, expected, received, `Examples: countersign ${command.name} --help`);
}

function misused(at: string, expected: string, received: string, remedy: string): ConfigError {
  return new ConfigError({ at, expected, received, remedy });
}
