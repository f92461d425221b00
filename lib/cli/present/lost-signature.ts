import type { Issue } from "../../index.js";
import { fileWord } from "../../report/index.js";

/**
 * Two findings of one cause, a signature that is gone, with remedies that help together: either of them alone is refused for
 * the other one.
 *
 * @param file the package, as this call names it.
 */
export function mendedWhereLost(issues: readonly Issue[], file: string): readonly Issue[] {
  const isRefused = (code: Issue["code"]) => issues.some((issue) => issue.code === code && issue.severity === "error");
  if (!isRefused("pin-signature-lost") || !isRefused("package-unsigned")) return issues;
  const remedies = new Map<Issue["code"], string>([
    ["pin-signature-lost", `If the change is expected, accept it and see what it changes: ${accept} ${fileWord(file)}`],
    ["package-unsigned", `Ask the author for a signed release; once the change is accepted: ${pass} ${fileWord(file)}`],
  ]);
  return issues.map((issue) => ({ ...issue, remedy: remedies.get(issue.code) ?? issue.remedy }));
}

const accept = "countersign pin accept --level warn";
const pass = "countersign verify --level warn";
