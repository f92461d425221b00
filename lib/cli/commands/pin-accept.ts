import { resolve } from "node:path";
import { type PinRecord, type Verdict } from "../../index.js";
import { filePinStore } from "../../node/index.js";
import { ConfigError, shown, visible } from "../../report/index.js";
import { detachedSignature } from "../detached-signature.js";
import { type ExitCode, exitCodes } from "../exit-codes.js";
import { openPackage } from "../inputs/open-package.js";
import { type PackageFile, packageFiles } from "../inputs/package-files.js";
import type { Invocation } from "../invocation.js";
import { originsOf } from "../origin.js";
import { explainedAsCalled } from "../present/as-called.js";
import { signersText } from "../present/pins.js";
import { exitOf, strictest } from "../results.js";
import { jsonDocument } from "../text.js";
import { judgingOf, verifierOf } from "../verifier-options.js";

/** `countersign pin accept`: the signers of a package as it now is become its pin, whatever the lock file held. */
export async function run(call: Invocation): Promise<ExitCode> {
  const files = await packageFiles(call.operands, call);
  const judging = await judgingOf(call);
  const verifier = await verifierOf(call, judging);
  const pins = filePinStore(resolve(call.workingDirectory, call.options.text("lock") ?? "countersign.lock.json"));
  const results: unknown[] = [];
  const codes: ExitCode[] = [];
  for (const file of files) {
    const verdict = await judged(file, verifier, call);
    codes.push(exitOf(verdict));
    const { observed } = verdict;
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

/** Without its pin: the step back is what is being accepted, everything else must hold. */
async function judged(
  file: PackageFile,
  verifier: Awaited<ReturnType<typeof verifierOf>>,
  call: Invocation,
): Promise<Verdict> {
  const source = await openPackage(file, call);
  try {
    const signature = await detachedSignature(file, call);
    return await verifier.verify(source, {
      pinned: "first-use",
      name: file.shown,
      ...(signature === undefined ? {} : { signature }),
      ...(await originsOf(verifier.policy, call)(file)),
    });
  } finally {
    await source.close();
  }
}

function change(file: PackageFile, before: PinRecord | undefined, after: PinRecord): string {
  const was = before === undefined ? "nobody: first use" : `${shown(before.packageVersion)}, ${signersText(before)}`;
  return `${visible(file.shown)}\n  before: ${was}\n  now:    ${shown(after.packageVersion)}, ${signersText(after)}\n`;
}

function changedMeanwhile(id: string): ConfigError {
  const remedy = "Run the command again and read what changed.";
  return new ConfigError({ at: id, expected: "the pin as it was read", received: "one written meanwhile", remedy });
}
