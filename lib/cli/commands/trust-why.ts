import type { Verdict } from "../../index.js";
import { shown, visible } from "../../report/index.js";
import type { ExitCode } from "../exit-codes.js";
import type { PackageFile } from "../inputs/package-file.js";
import { packageFiles } from "../inputs/package-files.js";
import type { Invocation } from "../invocation.js";
import { judgedOrUnread } from "../judge-package.js";
import { withOrigins } from "../origin.js";
import { issuesAsCalled } from "../present/as-called.js";
import { plainRequests } from "../request-options.js";
import { exitOfResult, strictest, unreadEntry, unreadText } from "../results.js";
import { jsonDocument } from "../text.js";
import type { TrustFile } from "../trust-file/document.js";
import { locateTrustFile } from "../trust-file/locate.js";
import { judgingOf, verifierOf } from "../verifier-options.js";
import { describeEntry } from "./trust-list.js";

/** `countersign trust why` */
export async function run(call: Invocation): Promise<ExitCode> {
  const [files, judging, located] = await Promise.all([
    packageFiles(call.operands, call),
    judgingOf(call),
    locateTrustFile(call),
  ]);
  const verifier = await verifierOf(call, judging);
  const requestFor = withOrigins(plainRequests(call), judging.policy, call);
  const codes: ExitCode[] = [];
  const results: unknown[] = [];
  for (const file of files) {
    const result = await judgedOrUnread(file, verifier, requestFor, call);
    codes.push(exitOfResult(result));
    if ("error" in result) call.stderr.write(unreadText(result));
    else if (!call.options.has("json")) call.stdout.write(answer(file, result.verdict, located?.file, judging.call));
    if (!call.options.has("json")) continue;
    results.push("error" in result ? unreadEntry(result) : entryOf(file, result.verdict, judging.call));
  }
  if (call.options.has("json")) call.stdout.write(jsonDocument({ schema: "countersign.trust-why/1", results }));
  return strictest(codes);
}

function entryOf(
  { shown: path }: PackageFile,
  { accepted, outcome, signatures, issues }: Verdict,
  call: Invocation,
): unknown {
  const matched = signatures.flatMap((signature) => (signature.matched === undefined ? [] : [signature.matched.entry]));
  return { path, accepted, outcome, matched, issues: issuesAsCalled(issues, path, call) };
}

function answer(
  { shown: path }: PackageFile,
  { accepted, outcome, signatures, issues }: Verdict,
  file: TrustFile | undefined,
  call: Invocation,
): string {
  const lines = [`${visible(path)}: ${accepted ? "passes" : "refused"} (${outcome})`];
  for (const { kind, placement, matched } of signatures) {
    const entries = call.listingPolicy === undefined ? (file?.signers.entries ?? []) : [];
    const entry = entries.find((one) => one.id === matched?.entry);
    const by = entry === undefined ? shown(matched?.entry ?? "no entry") : describeEntry(entry);
    lines.push(`  ${kind} ${placement}: ${by}`);
  }
  if (signatures.length === 0) lines.push("  no signature");
  if (file === undefined && call.listingPolicy === undefined)
    lines.push("  there is no trust file: any signer under a trusted root passes");
  for (const issue of issuesAsCalled(issues, path, call).filter(({ severity }) => severity === "error")) {
    lines.push(`  ${issue.message} [${issue.code}]`, `  → ${issue.remedy}`);
  }
  return `${lines.join("\n")}\n`;
}
