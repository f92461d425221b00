import { relative } from "node:path";
import { formats, type PackageFormat, type SignedPackage, type SigningContext } from "../index.js";
import { type FileSource, writeSignedPackage } from "../node/index.js";
import { ConfigError, SignRefusedError, TransportError } from "../report/index.js";
import { detachedSignature, isEmbedded } from "./detached-signature.js";
import { type ExitCode, exitCodes } from "./exit-codes.js";
import { errorDocument, failureLines } from "./failure.js";
import { openPackage } from "./inputs/open-package.js";
import type { PackageFile } from "./inputs/package-file.js";
import { packageFiles } from "./inputs/package-files.js";
import type { Invocation } from "./invocation.js";
import { targetsOf } from "./output-option.js";
import { bytesProgress } from "./present/bytes-progress.js";
import { type SignedEntry, signedPresentation } from "./present/signed.js";
import { strictest } from "./results.js";

/** What a command does with one file: gives what is to be written in its place or beside it. */
export type Work = (
  source: FileSource,
  context: FileContext,
  file: PackageFile,
) => Promise<Pick<SignedPackage, "chunks"> & Partial<SignedPackage>>;
/** What every signing call of the library needs, but trust and timestamp. */
export type FileContext = Omit<SigningContext, "timestamp" | "trust">;

/**
 * Does the same work on every file and writes each result, whole or not at all. A refused or unreadable file does not keep
 * the others from being done; a wrong call, or Ctrl-C, ends the run.
 */
export async function workOnFiles(call: Invocation, work: Work): Promise<ExitCode> {
  const files = await packageFiles(call.operands, call);
  const targetOf = await targetsOf(call, files);
  const presentation = signedPresentation(call);
  const codes = new Set<ExitCode>();
  for (const file of files) {
    const entry = await workOnFile(call, work, { file, target: targetOf(file) }).catch((error: unknown) => {
      // Of one document: what was written before the call turned out to be wrong stands in it, or nothing does.
      if (codes.size === 0 || !(error instanceof ConfigError)) throw error;
      return failedEntry(file, error);
    });
    codes.add(entry.exit);
    presentation.add(entry);
    if (entry.exit === exitCodes.usage || call.signal.aborted) break;
  }
  presentation.finish();
  return strictest(codes);
}

function failedEntry(file: PackageFile, error: unknown): SignedEntry {
  const failure = failureLines(error);
  return { path: file.shown, exit: failure.exit, failure, document: errorDocument(error) };
}

interface Job {
  readonly file: PackageFile;
  readonly target: string;
}

async function workOnFile(call: Invocation, work: Work, { file, target }: Job): Promise<SignedEntry> {
  const progress = bytesProgress(call, file.shown);
  try {
    const source = await openPackage(file, call);
    try {
      const { onProgress } = progress;
      const { clock, signal } = call;
      const signature = await detachedSignature(file, call);
      const former = signature === undefined ? {} : { signature };
      const names = { name: file.shown, ...outputName(target, file, call) };
      const context = { clock, signal, onProgress, ...names, format: formatOf(file), ...former };
      const done = await work(source, context, file);
      await writeSignedPackage(target, { chunks: () => untilAborted(done.chunks(), call) });
      return { path: file.shown, exit: exitCodes.accepted, target, done };
    } finally {
      await source.close();
    }
  } catch (error) {
    if (!(error instanceof SignRefusedError || error instanceof TransportError)) throw error;
    return failedEntry(file, error);
  } finally {
    progress.stop();
  }
}

/** What advice about the result is to call it, where it does not take its input's place. A `.p7s` is found by its file. */
function outputName(
  target: string,
  { path }: PackageFile,
  { workingDirectory }: Invocation,
): { readonly outputName?: string } {
  if (!isEmbedded(path) || target === path) return {};
  const near = relative(workingDirectory, target);
  return { outputName: near.startsWith("..") ? target : near };
}

/** Ctrl-C while the result is written: the writer then takes its temporary file away. */
async function* untilAborted(chunks: AsyncIterable<Uint8Array>, { signal }: Invocation): AsyncGenerator<Uint8Array> {
  for await (const chunk of chunks) {
    if (signal.aborted) throw interrupted();
    yield chunk;
  }
}

function interrupted(): TransportError {
  return new TransportError({
    reason: "aborted",
    target: "the run",
    retryable: true,
    message: "It was interrupted before the file was written; nothing was changed.",
    remedy: "Run it again.",
  });
}

/** By the name: whoever signs says what the file is. */
export function formatOf({ path }: PackageFile): PackageFormat {
  if (isEmbedded(path)) return formats.nupkg;
  return /\.(?:tar\.gz|tgz)$/i.test(path) ? formats.pubArchive : formats.detached;
}
