import type { ExitCode } from "./exit-codes.js";
import type { Invocation } from "./invocation.js";

/** What a shell should offer for a value. */
export type ValueKind = "file" | "directory" | "text";

/** One option, as the parser, the help and the completion scripts all read it. */
export interface OptionSpec {
  /** Without its dashes. */
  readonly name: string;
  readonly short?: string;
  /** What stands for the value in the help; absent for a switch. */
  readonly value?: string;
  /** `each`: may be given again. `list`: also takes the words that follow, once the operands were given. */
  readonly repeat?: "each" | "list";
  readonly choices?: readonly string[];
  /** Default `text`. */
  readonly completes?: ValueKind;
  readonly help: string;
  /**
   * Needs code that a plain verification does not load, but for these values: `build.mjs` leaves that out of the quick
   * command.
   */
  readonly quickOnlyFor?: readonly string[];
}

/** Options that belong together under one heading of the help. */
export interface OptionGroup {
  readonly title: string;
  readonly options: readonly OptionSpec[];
}

/** What stands on the line besides options. */
export interface OperandSpec {
  /** `FILE`, as the help shows it. */
  readonly name: string;
  readonly minimum: number;
  readonly maximum: number;
  /** Default `file`. */
  readonly completes?: ValueKind;
  readonly choices?: readonly string[];
}

/** A command and how to call it. Plain data: the code is loaded when the command runs. */
export interface CommandSpec {
  /** One word, or two for a command of a family: `trust add`. */
  readonly name: string;
  readonly summary: string;
  readonly operands?: OperandSpec;
  readonly groups: readonly OptionGroup[];
  /** Command lines that work as they stand, each with what it does. Shown first. */
  readonly examples: readonly (readonly [line: string, meaning: string])[];
  /** Paragraphs after the options. */
  readonly notes?: readonly string[];
  readonly load: () => Promise<{ readonly run: Run }>;
}

/** What a command does. It throws what the library throws; `run.ts` turns that into three lines and an exit code. */
export type Run = (invocation: Invocation) => Promise<ExitCode>;

/** All options of a command in one list. */
export function optionsOf(command: CommandSpec): readonly OptionSpec[] {
  return command.groups.flatMap((group) => group.options);
}
