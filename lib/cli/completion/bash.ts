import { type CommandSpec, optionsOf } from "../command-spec.js";
import { commands, family, firstWords, isFamily } from "../commands.js";

/** The completion script for bash. Empty answers fall back to file names, as `-o default` says. */
export function bashCompletion(): string {
  return `# bash completion of countersign
_countersign() {
  local current=\${COMP_WORDS[COMP_CWORD]} previous=\${COMP_WORDS[COMP_CWORD-1]}
  local command=\${COMP_WORDS[1]} words="" first=2
  COMPREPLY=()
  case "$command" in
    ${families().join("|")}) command="$command \${COMP_WORDS[2]}" first=3 ;;
  esac
  if [ "$COMP_CWORD" -lt "$first" ]; then
    case "$COMP_CWORD/\${COMP_WORDS[1]}" in
      1/*) words="${firstWords.join(" ")} help --help --version" ;;
${families().map(memberLine).join("\n")}
    esac
  else
    case "$command/$previous" in
${commands.flatMap(choiceLines).join("\n")}
      *)
        case "$command/$current" in
${commands.map(optionLine).join("\n")}
        esac ;;
    esac
  fi
  [ -z "$words" ] || COMPREPLY=($(compgen -W "$words" -- "$current"))
}
complete -o default -F _countersign countersign
`;
}

/** zsh reads bash's script through its own `bashcompinit`. */
export function zshCompletion(): string {
  return `#compdef countersign\nautoload -U +X bashcompinit && bashcompinit\n${bashCompletion()}`;
}

function families(): readonly string[] {
  return firstWords.filter((word) => isFamily(word));
}

function memberLine(word: string): string {
  const members = family(word).map((command) => command.name.slice(word.length + 1));
  return `      2/${word}) words="${members.join(" ")} --help" ;;`;
}

function choiceLines(command: CommandSpec): readonly string[] {
  const lines = optionsOf(command)
    .filter((option) => option.choices !== undefined)
    .map((option) => `      "${command.name}/--${option.name}") words="${option.choices?.join(" ") ?? ""}" ;;`);
  const { operands } = command;
  if (operands?.choices === undefined) return lines;
  return [...lines, `      "${command.name}/${command.name}") words="${operands.choices.join(" ")}" ;;`];
}

function optionLine(command: CommandSpec): string {
  const flags = [...optionsOf(command).map((option) => `--${option.name}`), "--help"];
  return `          "${command.name}/"-*) words="${flags.join(" ")}" ;;`;
}
