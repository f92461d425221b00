import type { Clock } from "../report/index.js";
import type { OptionValues } from "./arguments.js";

/** Where text goes. A closed pipe swallows it. */
export interface Output {
  write(text: string): void;
  readonly isTerminal: boolean;
  readonly columns: number;
}

/** What the command line runs in: the process, or a test's stand-in for it. */
export interface Surroundings {
  readonly stdout: Output;
  readonly stderr: Output;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly workingDirectory: string;
  readonly clock: Clock;
  /** Fires at Ctrl-C. */
  readonly signal: AbortSignal;
  /** Reads all of standard input. */
  readInput(): Promise<Uint8Array>;
  /** Asks without showing what is typed; `undefined` where nobody can be asked. */
  askSecret(question: string): Promise<string | undefined>;
}

/** One call of one command. */
export interface Invocation extends Surroundings {
  readonly options: OptionValues;
  readonly operands: readonly string[];
  /** The policy document whose own list of signers decides, as `--policy` names it; known once the call has read it. */
  readonly listingPolicy?: string;
}
