import { type CommandSpec, type OptionGroup, type OptionSpec } from "./command-spec.js";
import { helpOption } from "./arguments.js";
import { commands } from "./commands.js";
import { exitCodeMeanings } from "./exit-codes.js";
import { wrapped } from "./text.js";

/** What `countersign --help` shows. */
export function generalHelp(columns: number): string {
  const lines = commands.map((command) => entry(command.name, command.summary, 22, columns));
  return [
    "countersign decides whether a signed package may be trusted, and signs packages so that others can.\n",
    "Examples",
    ...exampleLines([
      ["countersign verify some.package.1.0.0.nupkg", "may it be used?"],
      ["countersign sign my.nupkg --pfx release.pfx --timestamp http://timestamp.example.com", "sign before a release"],
      ["countersign inspect some.package.1.0.0.nupkg", "who signed it?"],
      ["countersign doctor --pfx release.pfx --timestamp http://timestamp.example.com", "would signing work?"],
    ]),
    "\nCommands",
    ...lines,
    "\nExit codes",
    ...exitLines(columns),
    "\nMore about one: countersign COMMAND --help\n",
  ].join("\n");
}

/** What `countersign trust --help` shows. */
export function familyHelp(word: string, members: readonly CommandSpec[], columns: number): string {
  const lines = members.map((command) => entry(command.name, command.summary, 22, columns));
  return [`Commands of countersign ${word}`, ...lines, "\nMore about one: countersign COMMAND --help\n"].join("\n");
}

/** What `countersign COMMAND --help` shows: examples first, then each option, then the exit codes. */
export function commandHelp(command: CommandSpec, columns: number): string {
  return [
    `${command.summary}\n`,
    `Usage: ${usageOf(command)}\n`,
    "Examples",
    ...exampleLines(command.examples),
    ...command.groups.flatMap((group) => groupLines(group, columns)),
    ...groupLines({ title: "Help", options: [helpOption] }, columns),
    "\nExit codes",
    ...exitLines(columns),
    ...(command.notes ?? []).map((note) => `\n${wrapped(note, columns, "")}`),
    "",
  ].join("\n");
}

/** `countersign verify [OPTIONS] FILE...` */
export function usageOf(command: CommandSpec): string {
  const { operands } = command;
  const call = `countersign ${command.name} [OPTIONS]`;
  if (operands === undefined) return call;
  if (operands.choices !== undefined) return `${call} ${operands.choices.join("|")}`;
  const words = operands.name + (operands.maximum > 2 ? "..." : "");
  return `${call} ${operands.minimum === 0 ? `[${words}]` : words}`;
}

function exampleLines(examples: CommandSpec["examples"]): readonly string[] {
  return examples.flatMap(([line, meaning]) => [`  ${line}`, `      ${meaning}`]);
}

function groupLines(group: OptionGroup, columns: number): readonly string[] {
  return [`\n${group.title}`, ...group.options.map((option) => entry(flagOf(option), helpOf(option), 34, columns))];
}

/** With the words that the option takes, where its text does not name each. */
function helpOf({ help, choices = [] }: OptionSpec): string {
  return choices.every((choice) => help.includes(choice)) ? help : `${help} One of ${choices.join(", ")}.`;
}

function flagOf(option: OptionSpec): string {
  const short = option.short === undefined ? "" : `-${option.short}, `;
  const value = option.value === undefined ? "" : ` ${option.value}${option.repeat === "list" ? "..." : ""}`;
  const again = option.repeat === "each" ? " (again)" : "";
  return `${short}--${option.name}${value}${again}`;
}

function exitLines(columns: number): readonly string[] {
  return exitCodeMeanings.map(([code, meaning]) => entry(String(code), meaning, 5, columns));
}

function entry(left: string, right: string, width: number, columns: number): string {
  const indent = " ".repeat(width + 2);
  const text = wrapped(right, columns, indent);
  return left.length < width ? `  ${left.padEnd(width)}${text.trimStart()}` : `  ${left}\n${text}`;
}
