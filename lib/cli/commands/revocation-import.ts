import { resolve } from "node:path";
import { defaultCacheDirectory, type ImportedEvidence, importRevocationArchive } from "../../node/index.js";
import { shown, visible } from "../../report/index.js";
import { type ExitCode, exitCodes } from "../exit-codes.js";
import type { Invocation } from "../invocation.js";
import { counted, jsonDocument } from "../text.js";
import { cacheOf } from "../verifier-options.js";

/** What one archive gave. */
interface Taken {
  readonly path: string;
  readonly answers: number;
  readonly skipped: readonly { readonly kind: string; readonly origin: string; readonly reason: string }[];
}

/** `countersign revocation import` */
export async function run(call: Invocation): Promise<ExitCode> {
  const folder = cacheOf(call) ?? defaultCacheDirectory();
  const files: Taken[] = [];
  for (const path of call.operands) files.push(await take(path, folder, call));
  const answers = files.reduce((sum, file) => sum + file.answers, 0);
  if (call.options.has("json")) {
    call.stdout.write(jsonDocument({ schema: "countersign.revocation-import/1", cache: folder, answers, files }));
    return exitCodes.accepted;
  }
  for (const file of files) show(file, folder, call);
  return exitCodes.accepted;
}

async function take(path: string, folder: string, call: Invocation): Promise<Taken> {
  const entries: ImportedEvidence[] = [];
  const onEntry = (entry: ImportedEvidence): void => void entries.push(entry);
  const answers = await importRevocationArchive(resolve(call.workingDirectory, path), folder, { onEntry });
  const skipped = entries.flatMap(({ kind, origin, fate }) =>
    fate === "taken" ? [] : [{ kind, origin, reason: fate }],
  );
  return { path, answers, skipped };
}

const REASONS: Readonly<Record<string, string>> = {
  unreadable: "it is no CRL and no OCSP answer",
  older: "the cache holds a newer one; to use this one, import into another folder (--cache FOLDER)",
};

function show({ path, answers, skipped }: Taken, folder: string, call: Invocation): void {
  call.stdout.write(`${visible(path)}: ${counted(answers, "answer")} put into ${visible(folder)}\n`);
  for (const { kind, origin, reason } of skipped)
    call.stderr.write(`note: ${visible(path)}: ${kind} ${shown(origin)} was not taken: ${REASONS[reason] ?? reason}\n`);
}
