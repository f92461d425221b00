import type { OpenedPackage } from "../../formats/index.js";
import { after, type CheckFacts, type Finding, type IssueCode } from "../../report/index.js";
import { notRun, ran } from "../../signature/index.js";

/** Findings of a format that are about where the signature lies; all others are the container's. */
const ABOUT_THE_ENTRY: ReadonlySet<IssueCode> = new Set([
  "package-unsigned",
  "package-bytes-unsigned",
  "signature-bytes-unsigned",
  "signature-entry-duplicate",
  "signature-entry-invalid",
]);

/**
 * What opening the package found.
 *
 * @param more findings of reading its name.
 */
export function containerFacts(
  { findings, signature }: OpenedPackage,
  more: readonly Finding[],
): readonly CheckFacts[] {
  const entry: Finding[] = [];
  const container: Finding[] = [];
  for (const finding of [...findings, ...more]) (ABOUT_THE_ENTRY.has(finding.code) ? entry : container).push(finding);
  const stopped = signature === undefined && entry.length === 0;
  return [
    ran("container", undefined, container),
    stopped ? notRun("signature-entry", undefined, after("container")) : ran("signature-entry", undefined, entry),
  ];
}
