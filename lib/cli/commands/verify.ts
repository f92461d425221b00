import { ConfigError } from "../../report/index.js";
import type { ExitCode } from "../exit-codes.js";
import { packageFiles } from "../inputs/package-files.js";
import type { Invocation } from "../invocation.js";
import { judgeAll } from "../judge-all.js";
import type { Lock } from "../lock-option.js";
import { withOrigins } from "../origin.js";
import { presentationOf } from "../present/presentation.js";
import { type RequestFor, requestsOf } from "../request-options.js";
import { judgingOf, verifierOf } from "../verifier-options.js";

/** `countersign verify` */
export async function run(call: Invocation): Promise<ExitCode> {
  const files = await packageFiles(call.operands, call, call.options.text("package-folder"));
  const [judging, requested, lock] = await Promise.all([judgingOf(call), requestsOf(call, files), lockOf(call)]);
  const located = withOrigins(requested, judging.policy, call);
  const requestFor = lock === undefined ? located : withSuccessions(located, lock);
  const verifier = await verifierOf(call, judging);
  const presentation = presentationOf(judging.call, files.length);
  const stopsEarly = call.options.has("fail-fast");
  return judgeAll({ files, verifier, requestFor, lock, call, presentation, stopsEarly, ...jobsOf(call) });
}

function jobsOf(call: Invocation): { readonly jobs?: number } {
  const text = call.options.text("jobs");
  if (text === undefined) return {};
  if (/^[1-9]\d{0,3}$/.test(text)) return { jobs: Number(text) };
  throw new ConfigError({
    at: "--jobs",
    expected: "a number from 1 to 9999",
    received: JSON.stringify(text),
    remedy: "Leave it out: 8 suits most machines.",
  });
}

// What reads and writes a lock file is loaded only where one is named.
async function lockOf(call: Invocation): Promise<Lock | undefined> {
  if (!call.options.has("lock") && !call.options.has("frozen")) return undefined;
  return (await import("../lock-option.js")).lockOf(call);
}

function withSuccessions(requested: RequestFor, { successions }: Lock): RequestFor {
  return async (file) => ({ ...(await requested(file)), ...(successions.length === 0 ? {} : { successions }) });
}
