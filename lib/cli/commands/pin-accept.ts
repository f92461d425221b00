import { resolve } from "node:path";
import type { PinRecord } from "../../index.js";
import { filePinStore } from "../../node/index.js";
import { ConfigError, shown, visible } from "../../report/index.js";
import { type ExitCode, exitCodes } from "../exit-codes.js";
import type { PackageFile } from "../inputs/package-file.js";
import { packageFiles } from "../inputs/package-files.js";
import type { Invocation } from "../invocation.js";
import { judgedOrUnread } from "../judge-package.js";
import { withOrigins } from "../origin.js";
import { explainedAsCalled } from "../present/as-called.js";
import { signersText } from "../present/pins.js";
import { plainRequests } from "../request-options.js";
import { exitOf, exitOfResult, strictest, unreadEntry, unreadText } from "../results.js";
import { jsonDocument } from "../text.js";
import { judgingOf, verifierOf } from "../verifier-options.js";

/** `countersign pin accept`: the signers of a package as it now is become its pin, whatever the lock file held. */
export async function run(call: Invocation): Promise<ExitCode> {
  const files = await packageFiles(call.operands, call);
  const judging = await judgingOf(call);
  const verifier = await verifierOf(call, judging);
  // Without its pin: the step back is what is being accepted, everything else must hold.
  const requestFor = withOrigins(plainRequests(call, { pinned: "first-use" }), judging.policy, call);
  const lock = resolve(call.workingDirectory, call.options.text("lock") ?? "countersign.lock.json");
  const pins = filePinStore(lock, { signal: call.signal });
  const results: unknown[] = [];
  const codes: ExitCode[] = [];
  for (const file of files) {
    const result = await judgedOrUnread(file, verifier, requestFor, call);
    if ("error" in result) {
      codes.push(exitOfResult(result));
      results.push(unreadEntry(result));
      call.stderr.write(unreadText(result));
      continue;
    }
    const { verdict } = result;
    const { observed } = verdict;
    const isNameless = verdict.accepted && verdict.identity === undefined;
    codes.push(isNameless ? exitCodes.usage : exitOf(verdict));
    if (isNameless) {
      call.stderr.write(`${visible(file.shown)}: not pinned, for it names no package that a pin could be for\n`);
      continue;
    }
    if (observed === undefined) {
      call.stderr.write(
        `${explainedAsCalled(verdict, file.shown, judging.call)}\n${visible(file.shown)}: not pinned, for it is not accepted\n`,
      );
      continue;
    }
    const before = await pins.read(observed.id);
    if (!call.options.has("dry-run") && !(await pins.write(observed, before))) throw changedMeanwhile(observed.id);
    results.push({ path: file.shown, before, after: observed });
    if (!call.options.has("json")) call.stdout.write(change(file, before, observed));
  }
  if (call.options.has("json")) call.stdout.write(jsonDocument({ schema: "countersign.pins/1", results }));
  return codes.length === 0 ? exitCodes.accepted : strictest(codes);
}

function change(file: PackageFile, before: PinRecord | undefined, after: PinRecord): string {
  const was = before === undefined ? "nobody: first use" : `${shown(before.packageVersion)}, ${signersText(before)}`;
  return `${visible(file.shown)}\n  before: ${was}\n  now:    ${shown(after.packageVersion)}, ${signersText(after)}\n`;
}

function changedMeanwhile(id: string): ConfigError {
  const remedy = "Run the command again and read what changed.";
  return new ConfigError({ at: id, expected: "the pin as it was read", received: "one written meanwhile", remedy });
}
