import { catalogueEntry, isIssueCode, type IssueCode, type Severity } from "../../report/index.js";
import type { Field } from "./field.js";
import { describeText } from "./received.js";
import { readWord } from "./scalars.js";

const SEVERITIES = ["error", "warning", "info"] as const;
/** Their severity is `revocation.need`'s. */
const BY_NEED: ReadonlySet<IssueCode> = new Set<IssueCode>(["revocation-unknown", "revocation-stale"]);

/** Whether a code's severity follows from `revocation.need` and from nothing else. */
export function followsNeed(code: IssueCode): boolean {
  return BY_NEED.has(code);
}

/** Severities by code; integrity can't be graded, and revocation is graded by its own row. */
export function readSeverities(field: Field): ReadonlyMap<IssueCode, Severity> {
  const severities = new Map<IssueCode, Severity>();
  for (const [name, member] of field.namedMembers()) {
    const code = readGradableCode(member, name);
    if (followsNeed(code)) {
      member.fail(
        "a code that policy.revocation.need does not set",
        "Remove the line; set revocation.need instead.",
        describeText(code),
      );
    }
    severities.set(code, readWord(member, SEVERITIES));
  }
  return severities;
}

/** A code of a class that policy may grade or waive. */
export function readGradableCode(field: Field, name: string): IssueCode {
  if (!isIssueCode(name)) {
    return field.fail(
      "a code of the catalogue",
      "Correct the spelling; countersign explain lists the codes.",
      describeText(name),
    );
  }
  if (catalogueEntry(name).class !== "integrity") return name;
  return field.fail(
    "a code of class authenticity, assurance or advice",
    "Remove the line; integrity can’t be graded.",
    "an integrity code",
  );
}
