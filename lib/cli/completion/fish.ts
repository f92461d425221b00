import { type CommandSpec, type OptionSpec, optionsOf } from "../command-spec.js";
import { commands, family, firstWords, isFamily } from "../commands.js";

/** The completion script for fish. */
export function fishCompletion(): string {
  const lines = firstWords.flatMap((word) => [
    offer("__fish_use_subcommand", word, family(word)[0]?.summary ?? ""),
    ...(isFamily(word) ? family(word).map((member) => memberLine(word, member)) : []),
  ]);
  return `# fish completion of countersign\n${[...lines, ...commands.flatMap(optionLines)].join("\n")}\n`;
}

function memberLine(word: string, member: CommandSpec): string {
  const rest = member.name.slice(word.length + 1);
  const others = family(word).map((other) => other.name.slice(word.length + 1));
  const condition = `__fish_seen_subcommand_from ${word}; and not __fish_seen_subcommand_from ${others.join(" ")}`;
  return offer(condition, rest, member.summary);
}

function offer(condition: string, word: string, summary: string): string {
  return `complete -c countersign -n ${quoted(condition)} -f -a ${word} -d ${quoted(summary)}`;
}

function optionLines(command: CommandSpec): readonly string[] {
  const condition = command.name
    .split(" ")
    .map((word) => `__fish_seen_subcommand_from ${word}`)
    .join("; and ");
  const operands = command.operands?.choices;
  return [
    ...optionsOf(command).map((option) => optionLine(condition, option)),
    ...(operands === undefined
      ? []
      : [`complete -c countersign -n ${quoted(condition)} -f -a ${quoted(operands.join(" "))}`]),
  ];
}

function optionLine(condition: string, option: OptionSpec): string {
  const short = option.short === undefined ? "" : ` -s ${option.short}`;
  return `complete -c countersign -n ${quoted(condition)}${short} -l ${option.name}${valueOf(option)} -d ${quoted(option.help)}`;
}

function valueOf(option: OptionSpec): string {
  if (option.value === undefined) return "";
  if (option.choices !== undefined) return ` -x -a ${quoted(option.choices.join(" "))}`;
  return option.completes === undefined || option.completes === "text" ? " -x" : " -r -F";
}

function quoted(text: string): string {
  return `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;
}
