import type { ExitCode } from "../exit-codes.js";
import { packageFiles } from "../inputs/package-files.js";
import type { Invocation } from "../invocation.js";
import { judgeAll } from "../judge-all.js";
import type { Lock } from "../lock-option.js";
import { presentationOf } from "../present/presentation.js";
import { type RequestFor, requestsOf } from "../request-options.js";
import { judgingOf, verifierOf } from "../verifier-options.js";

/** `countersign verify` */
export async function run(call: Invocation): Promise<ExitCode> {
  const files = await packageFiles(call.operands, call, call.options.text("package-folder"));
  const [judging, requested, lock] = await Promise.all([judgingOf(call), requestsOf(call, files), lockOf(call)]);
  const requestFor = lock === undefined ? requested : withSuccessions(requested, lock);
  const verifier = await verifierOf(call, judging);
  for (const note of judging.notes) call.stderr.write(`note: ${note}\n`);
  return judgeAll({ files, verifier, requestFor, lock, call, presentation: presentationOf(call, files.length) });
}

// What reads and writes a lock file is loaded only where one is named.
async function lockOf(call: Invocation): Promise<Lock | undefined> {
  if (!call.options.has("lock") && !call.options.has("frozen")) return undefined;
  return (await import("../lock-option.js")).lockOf(call);
}

function withSuccessions(requested: RequestFor, { successions }: Lock): RequestFor {
  return async (file) => ({ ...(await requested(file)), ...(successions.length === 0 ? {} : { successions }) });
}
