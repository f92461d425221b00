import { catalogueEntry, ConfigError, isIssueCode, type IssueCode } from "../../report/index.js";
import { ACTORS } from "./names.js";

const CLASS = {
  integrity: "integrity: an error under every policy; it can be neither graded nor waived.",
  authenticity:
    "authenticity: a policy sets its severity and may waive it; while it stands the package is never trusted.",
  assurance: "assurance: a policy sets its severity; it counts only as an error.",
  advice: "advice: it never changes the outcome.",
} as const;

/**
 * What a code means, how it is graded, and what to do.
 *
 * @throws ConfigError there is no such code.
 */
export function explainIssue(code: IssueCode): string {
  if (!isIssueCode(code)) {
    throw new ConfigError({
      at: "code",
      expected: "a code of the catalogue",
      received: JSON.stringify(String(code).slice(0, 60)),
      remedy: "countersign explain lists the codes.",
    });
  }
  const { meaning, effect, severities, rule, nuget, etsi, actor, remedy, class: kind } = catalogueEntry(code);
  const lines = [
    `${code}: ${meaning}`,
    "",
    `Class      ${CLASS[kind]}`,
    `Outcome    ${effect === "none" ? "none by itself" : effect}`,
    `Severity   strict ${severities.strict}, standard ${severities.standard}, audit ${severities.audit}`,
    ...(rule === "—" ? [] : [`Rule       ${rule}`]),
    ...(nuget.length === 0 ? [] : [`NuGet      ${nuget.join(", ")}`]),
    ...(etsi === undefined ? [] : [`ETSI       ${etsi} (EN 319 102-1)`]),
    `Who acts   ${ACTORS[actor]}`,
    `What to do ${remedy}`,
  ];
  return lines.join("\n");
}
