import { availableParallelism } from "node:os";
import type { PinRecord, Verdict, VerifyItem, VerifyManyResult } from "../index.js";
import { type FileItem, type NodeVerifier } from "../node/index.js";
import { TransportError, visible } from "../report/index.js";
import type { ExitCode } from "./exit-codes.js";
import { absentPackage } from "./inputs/open-package.js";
import type { PackageFile } from "./inputs/package-file.js";
import type { Invocation } from "./invocation.js";
import { judgePackage } from "./judge-package.js";
import type { Lock } from "./lock-option.js";
import type { Presentation } from "./present/presentation.js";
import type { RequestFor } from "./request-options.js";
import { exitOfResult, type FileResult, strictest } from "./results.js";
import { counted } from "./text.js";

const DEFAULT_JOBS = 8;

/** Pins that are stored while more is judged: the lock file is written once for all that came meanwhile, and each time whole. */
const MOST_SETTLING = 32;

/** A run over many packages. */
export interface Batch {
  readonly files: readonly PackageFile[];
  readonly verifier: NodeVerifier;
  readonly requestFor: RequestFor;
  readonly lock: Lock | undefined;
  readonly call: Invocation;
  readonly presentation: Presentation;
  /** Packages judged at a time. */
  readonly jobs?: number;
  /** Whether the first refusal ends the run. */
  readonly stopsEarly?: boolean;
}

/** Judges every package, shows the results in the order of the files, and gives the exit code of the whole. */
export async function judgeAll(batch: Batch): Promise<ExitCode> {
  const codes = new Set<ExitCode>();
  const { presentation, files, call, stopsEarly = false } = batch;
  let left = files.length;
  try {
    for await (const result of resultsOf(batch)) {
      presentation.add(result);
      left--;
      const code = exitOfResult(result);
      codes.add(code);
      if (stopsEarly && code !== 0) break;
    }
  } finally {
    presentation.finish();
  }
  if (left > 0) call.stderr.write(`note: stopped at the first refusal; ${counted(left, "package")} not judged\n`);
  return strictest(codes);
}

async function* resultsOf(batch: Batch): AsyncGenerator<FileResult> {
  const pins = new Map<string, PinRecord>();
  const { jobs = DEFAULT_JOBS, files, call } = batch;
  // Two cores may be taken unasked: the second only hashes, and hands back at once whatever it has no time for. Whether more are
  // idle the caller knows; more threads than cores are of no use.
  const threads = Math.min(batch.jobs ?? 2, availableParallelism());
  const options = { concurrency: jobs, threads, count: files.length, signal: call.signal };
  const settling: Promise<FileResult>[] = [];
  const most = batch.lock === undefined || batch.stopsEarly === true ? 0 : MOST_SETTLING;
  for await (const result of batch.verifier.verifyFiles(itemsOf(batch, pins), options)) {
    const one = settled(batch, result, pins.get(result.key));
    one.catch(() => undefined); // whoever takes it hears of it
    settling.push(one);
    pins.delete(result.key);
    const next = settling.length > most ? settling.shift() : undefined;
    if (next !== undefined) yield await next;
  }
  for (const one of settling) yield await one;
}

async function* itemsOf(batch: Batch, pins: Map<string, PinRecord>): AsyncGenerator<VerifyItem | FileItem> {
  const { files, requestFor, lock } = batch;
  for (const [place, file] of files.entries()) {
    const key = String(place);
    try {
      if (file.absent !== undefined) throw absentPackage(file.path, file.absent);
      const request = await requestFor(file);
      const pinned = await lock?.pinOf(file, request);
      if (pinned !== undefined) pins.set(key, pinned);
      const compared = lock === undefined ? undefined : ({ pinned: pinned ?? "first-use" } as const);
      yield { key, path: file.path, ...request, ...compared };
    } catch (error) {
      // A package that is not there, or a signature file that can't be read, is this item's fault alone.
      if (!(error instanceof TransportError)) throw error;
      yield { key, source: () => Promise.reject(error) };
    }
  }
}

async function settled(batch: Batch, result: VerifyManyResult, pinned: PinRecord | undefined): Promise<FileResult> {
  const file = batch.files[Number(result.key)];
  const path = file?.shown ?? result.key;
  if ("error" in result) return { path, error: result.error };
  if (batch.lock === undefined || file === undefined) return { path, verdict: result.verdict };
  try {
    const verdict = await batch.lock.record(result.verdict, pinned, (now) => judgeAgain(batch, file, now));
    if (verdict.accepted && verdict.identity === undefined) noteNameless(path, batch.call);
    return { path, verdict };
  } catch (error) {
    if (error instanceof TransportError) return { path, error };
    throw error;
  }
}

/** A file with a signature beside it: nobody could say which file is its next version. */
function noteNameless(path: string, call: Invocation): void {
  const words = "names no package: the lock file holds nothing of it, and no step back would be seen";
  call.stderr.write(`note: ${visible(path)} ${words}\n`);
}

function judgeAgain(batch: Batch, file: PackageFile, pinned: PinRecord | undefined): Promise<Verdict> {
  const requestFor: RequestFor = async (one) => ({ ...(await batch.requestFor(one)), pinned: pinned ?? "first-use" });
  return judgePackage(file, batch.verifier, requestFor, batch.call);
}
