/**
 * cli: words on a command line become calls of the library, results become text, JSON and an exit code.
 * Decides nothing: every verdict comes from the rooms below. No other room imports this one.
 * Start with `commands.ts` (the table) and `run.ts` (what happens to a line).
 */
export { commands } from "./commands.js";
export { exitCodeMeanings, exitCodes, type ExitCode } from "./exit-codes.js";
export type { Output, Surroundings } from "./invocation.js";
export { runCommandLine } from "./run.js";
