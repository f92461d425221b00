import type { IssueCatalogueEntry, Severity } from "../report/index.js";
import type { PolicyLevel } from "./document.js";
import { atMost } from "./severity-order.js";

/**
 * The cap that a level lays over a severity; integrity is never touched. `warn` lets unsigned packages pass, and what could
 * not be found out where the class is assurance (revocation): a chain search that ran out of budget is no lesser fault than
 * an unknown root.
 */
export function capByLevel(entry: IssueCatalogueEntry, severity: Severity, level: PolicyLevel): Severity {
  if (entry.class === "integrity") return "error";
  switch (level) {
    case "require":
      return severity;
    case "warn":
      return isCappedByWarn(entry) ? atMost(severity, "warning") : severity;
    case "ignore":
      return "info";
  }
}

function isCappedByWarn(entry: IssueCatalogueEntry): boolean {
  return entry.code === "package-unsigned" || (entry.class === "assurance" && entry.effect === "inconclusive");
}
