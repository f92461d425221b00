import type { Outcome, Verdict } from "../index.js";
import { type TransportError, visible } from "../report/index.js";
import { type ExitCode, exitCodes } from "./exit-codes.js";
import { failureLines } from "./failure.js";

/** A file that can't be read. */
export interface Unread {
  readonly path: string;
  readonly error: TransportError;
}
/** What became of one file: judged, or not readable. */
export type FileResult = { readonly path: string; readonly verdict: Verdict } | Unread;

const EXIT_OF: { readonly [O in Outcome]: ExitCode } = {
  tampered: exitCodes.tampered,
  untrusted: exitCodes.untrusted,
  unsigned: exitCodes.unsigned,
  inconclusive: exitCodes.inconclusive,
  // A refusal always has one of the names above: what stands as an error has an effect.
  "unsigned-allowed": exitCodes.inconclusive,
  trusted: exitCodes.inconclusive,
};

/** The code for one verdict. */
export function exitOf(verdict: Verdict): ExitCode {
  return verdict.accepted ? exitCodes.accepted : EXIT_OF[verdict.outcome];
}

const STRICTEST_FIRST: readonly ExitCode[] = [
  exitCodes.tampered,
  exitCodes.untrusted,
  exitCodes.unsigned,
  exitCodes.inconclusive,
  exitCodes.signRefused,
  exitCodes.interrupted,
  exitCodes.transport,
  exitCodes.usage,
  exitCodes.accepted,
];

/** The code of a run over many files: the strictest refusal, then files that could not be read. */
export function strictest(codes: Iterable<ExitCode>): ExitCode {
  const seen = new Set(codes);
  if (seen.has(exitCodes.defect)) return exitCodes.defect;
  return STRICTEST_FIRST.find((code) => seen.has(code)) ?? exitCodes.accepted;
}

/** The code for one file's result. */
export function exitOfResult(result: FileResult): ExitCode {
  if ("verdict" in result) return exitOf(result.verdict);
  return result.error.reason === "aborted" ? exitCodes.interrupted : exitCodes.transport;
}

/** A result as an entry of `countersign.results/1`. */
export function resultEntry(result: FileResult): Record<string, unknown> {
  return "verdict" in result ? { path: result.path, ...plain(result.verdict.toJSON()) } : unreadEntry(result);
}

/** A file that can't be read, as an entry of any document of results. */
export function unreadEntry({ path, error }: Unread): Record<string, unknown> {
  const { code, reason, message, remedy } = error;
  return { path, error: { code, reason, message, remedy } };
}

/** The same for a person. */
export function unreadText({ path, error }: Unread): string {
  const { why, remedy } = failureLines(error);
  return `countersign: ${visible(path)}\n  ${why}\n  → ${remedy}\n`;
}

function plain(value: unknown): object {
  return typeof value === "object" && value !== null ? value : {};
}
