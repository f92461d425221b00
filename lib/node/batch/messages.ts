import { everyFormat } from "../../formats/index.js";
import { ConfigError, type ConfigFault, TransportError } from "../../report/index.js";
import { type VerdictData, verdictData, type VerdictReader } from "../../verdict/index.js";
import type { VerifyManyResult } from "../../verify/index.js";
import type { FileItem } from "./file-item.js";

/** What a thread is told: a file, the format by its name, and the reading of the clock. */
export interface Task {
  readonly item: Omit<FileItem, "format" | "signal">;
  readonly format: string | undefined;
  readonly now: number;
}

/** What it answers. A wrong call and a defect end the batch, as they do on the main thread. */
export type Answer =
  | { readonly verdict: VerdictData }
  | { readonly error: Pick<TransportError, "reason" | "target" | "retryable" | "message" | "remedy"> }
  | { readonly wrong: Omit<ConfigFault, "cause"> }
  | { readonly defect: string };

/** @returns `undefined` for what holds a function: a format of the caller's own, or a signal other than the batch's. */
export function taskOf(item: FileItem, now: Date, signal: AbortSignal | undefined): Task | undefined {
  const { format, signal: own, ...plain } = item;
  if (own !== undefined && own !== signal) return undefined;
  if (format !== undefined && !everyFormat.includes(format)) return undefined;
  return { item: plain, format: format?.id, now: now.getTime() };
}

export function itemOf({ item, format }: Task): FileItem {
  const known = format === undefined ? undefined : everyFormat.find(({ id }) => id === format);
  return { ...item, ...(known === undefined ? {} : { format: known }) };
}

export function answerOf(result: VerifyManyResult): Answer {
  if ("verdict" in result) return { verdict: verdictData(result.verdict) };
  const { reason, target, retryable, message, remedy } = result.error;
  return { error: { reason, target, retryable, message, remedy } };
}

export function failureOf(error: unknown): Answer {
  if (error instanceof ConfigError) {
    const { at, expected, received, remedy, line } = error;
    return { wrong: { at, expected, received, remedy, ...(line === undefined ? {} : { line }) } };
  }
  return { defect: error instanceof Error ? (error.stack ?? error.message) : String(error) };
}

/** @throws {ConfigError} the call was wrong. @throws {Error} a defect of this library. */
export function resultOf(key: string, answer: Answer, reader: VerdictReader): VerifyManyResult {
  if ("verdict" in answer) return { key, verdict: reader.read(answer.verdict) };
  if ("error" in answer) return { key, error: new TransportError(answer.error) };
  if ("wrong" in answer) throw new ConfigError(answer.wrong);
  throw new Error(`judging in a thread failed: ${answer.defect}`);
}
