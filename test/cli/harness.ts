import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Output, Surroundings } from "../../lib/cli/index.js";

/** What one command line did. */
export interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** What a test may set of the process that a command line runs in. */
export interface Setting {
  readonly cwd?: string;
  readonly environment?: Readonly<Record<string, string>>;
  readonly now?: Date;
  readonly secret?: string;
  readonly terminal?: boolean;
  readonly signal?: AbortSignal;
}

/** Runs a command line in this process, with what it prints caught. */
export async function countersign(words: readonly string[], setting: Setting = {}): Promise<Ran> {
  const stdout = caught(setting.terminal ?? false);
  const stderr = caught(setting.terminal ?? false);
  const questions: string[] = [];
  const askSecret = async (question: string): Promise<string | undefined> => {
    questions.push(question);
    return setting.secret;
  };
  const surroundings = { ...surroundingsOf(setting), stdout, stderr, askSecret };
  // Imported here, for mocha may load this file by require(): the commands, which are imported as they are needed, would
  // then meet a second copy of every error class.
  const { runCommandLine } = await import("../../lib/cli/index.js");
  const code = await runCommandLine(words, surroundings);
  return { code, stdout: stdout.text(), stderr: stderr.text() + questions.join("") };
}

/** What a command line meets where the test does not say otherwise. */
export function surroundingsOf(setting: Setting): Surroundings {
  return {
    stdout: caught(false),
    stderr: caught(false),
    environment: setting.environment ?? {},
    workingDirectory: setting.cwd ?? process.cwd(),
    clock: () => setting.now ?? new Date("2026-11-24T10:11:12Z"),
    signal: setting.signal ?? new AbortController().signal,
    readInput: async () => new Uint8Array(),
    askSecret: async () => setting.secret,
  };
}

function caught(isTerminal: boolean): Output & { text(): string } {
  const pieces: string[] = [];
  return { write: (text) => void pieces.push(text), isTerminal, columns: 100, text: () => pieces.join("") };
}

/** A folder that is gone after the suite. */
export function temporaryFolder(): () => string {
  let folder = "";
  before(() => (folder = mkdtempSync(join(tmpdir(), "countersign-cli-"))));
  after(() => rmSync(folder, { recursive: true, force: true }));
  return () => folder;
}

/** What a `--json` call printed. */
export function documentOf(ran: Ran): Record<string, unknown> {
  const document: unknown = JSON.parse(ran.stdout);
  if (typeof document !== "object" || document === null) throw new Error("not a document");
  return document as Record<string, unknown>;
}
