import assert from "node:assert/strict";
import { readArguments } from "../../lib/cli/arguments.js";
import { findCommand } from "../../lib/cli/commands.js";

/** A command line begins behind a colon and ends with its sentence, or before what stands in parentheses. */
const LINE = /: (countersign [^(]+?)(?:\.?$|\. (?=[A-Z])| \()/g;

/**
 * Whatever a text tells people to run must be a command line that the command reads; a command that it only mentions must
 * be one that there is.
 */
export function assertCommandsParse(text: string): void {
  const lines = [...text.matchAll(LINE)].map((match) => match[1] ?? "");
  for (const line of lines) assertParses(line);
  for (const [, words = ""] of text.matchAll(/countersign ([a-z]+(?: [a-z]+)?)/g))
    assert.ok(findCommand(words.split(" ")), `no such command: countersign ${words}`);
}

function assertParses(line: string): void {
  const words = wordsOf(line).slice(1);
  const call = findCommand(words);
  assert.ok(call, `no such command: ${line}`);
  // Throws what the user would see.
  assert.doesNotThrow(() => readArguments(call.command, call.rest), line);
}

/** As a shell splits it, as far as double quotes go. */
function wordsOf(line: string): readonly string[] {
  return [...line.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, bare]) => quoted ?? bare ?? "");
}
