import type { SignedPackage } from "../../index.js";
import { visible } from "../../report/index.js";
import type { ExitCode } from "../exit-codes.js";
import type { FailureLines } from "../failure.js";
import type { Invocation } from "../invocation.js";
import { subjectText } from "../subject-text.js";
import { jsonDocument } from "../text.js";

/** What became of one file that was to be signed. */
export type SignedEntry = { readonly path: string; readonly exit: ExitCode } & (
  | { readonly target: string; readonly done: Partial<SignedPackage> }
  | { readonly failure: FailureLines; readonly document: { readonly error: unknown } }
);

/** Shows results of signing as they come. */
export interface SignedPresentation {
  add(entry: SignedEntry): void;
  finish(): void;
}

/** A line for each file, or one document `countersign.signed/1`. */
export function signedPresentation(call: Invocation): SignedPresentation {
  if (!call.options.has("json")) return { add: (entry) => showEntry(entry, call), finish: () => undefined };
  const results: unknown[] = [];
  return {
    add: (entry) => {
      results.push(documentOf(entry));
      if ("failure" in entry) showEntry(entry, call);
    },
    finish: () => call.stdout.write(jsonDocument({ schema: "countersign.signed/1", results })),
  };
}

function showEntry(entry: SignedEntry, { stdout, stderr }: Invocation): void {
  if ("failure" in entry) {
    const { what, why, remedy } = entry.failure;
    stderr.write(`countersign: ${visible(entry.path)}: ${what}\n  ${why}\n  → ${remedy}\n`);
    return;
  }
  stdout.write(`${visible(entry.path)}: ${sentence(entry.done, entry.target)}\n`);
  for (const issue of entry.done.issues ?? []) {
    stderr.write(`  ${issue.severity}: ${issue.message} [${issue.code}]\n`);
    if (issue.severity !== "info") stderr.write(`  → ${issue.remedy}\n`);
  }
}

function sentence({ report }: Partial<SignedPackage>, target: string): string {
  if (report === undefined) return `signature removed, written to ${visible(target)}`;
  const signer = report.signer === undefined ? "" : ` by ${subjectText(report.signer)}`;
  const [stamp] = report.timestamps;
  const when = stamp === undefined ? "without a timestamp" : `timestamped ${stamp.genTime.toISOString()}`;
  const what = report.placement === "primary" ? "primary signature" : report.placement;
  return `${report.kind} ${what}${signer}, ${when}, written to ${visible(target)}`;
}

function documentOf(entry: SignedEntry): unknown {
  if ("failure" in entry) return { path: entry.path, error: entry.document.error };
  const { report, issues } = entry.done;
  const signature = report === undefined ? {} : { signature: plainSignature(report) };
  return { path: entry.path, output: entry.target, ...signature, issues: issues ?? [] };
}

function plainSignature(report: SignedPackage["report"]): unknown {
  const { kind, placement, hash, algorithm, signer, timestamps, repository } = report;
  return {
    kind,
    placement,
    hash,
    algorithm,
    ...(signer === undefined ? {} : { signer: { subject: signer.subject, fingerprint: signer.fingerprint } }),
    timestamps: timestamps.map((stamp) => ({ genTime: stamp.genTime, policyOid: stamp.policyOid })),
    ...(repository === undefined ? {} : { repository }),
  };
}
