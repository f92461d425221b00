import type { IssueCatalogueEntry } from "../catalogue-entry.js";
import type { IssueCode, IssueDetails } from "../details.js";
import type { FindingOf } from "../finding.js";
import type { Severity } from "../issue.js";
import type { SignatureRef } from "../words.js";

/** What a text may say beyond the finding's own details. */
export interface FindingSetting {
  /** The signature, or its timestamp, that the finding concerns. */
  readonly subject?: SignatureRef | undefined;
  /** The package's file name, for the command in a remedy. */
  readonly file?: string | undefined;
  /** It is of what the reader is about to sign: "ask the signer" would send them to themselves. */
  readonly isReaders?: boolean | undefined;
  /** It is of a file whose format names no package: an entry for its signer can name none either. */
  readonly isNameless?: boolean | undefined;
  /** The file is tampered with by other findings: nobody is to be trusted for it. */
  readonly isTampered?: boolean | undefined;
}

/** One code of the catalogue: its public entry, and its texts and mappings as functions of the details. */
export interface CatalogueRow<C extends IssueCode> extends IssueCatalogueEntry {
  readonly code: C;
  /** One sentence with the finding's values. */
  message(details: IssueDetails[C], setting: FindingSetting): string;
  /** The next step with the finding's values, where they say more than `remedy`. */
  mend?(details: IssueDetails[C], setting: FindingSetting): string | undefined;
  /** The code (`NU30xx`, `NU1403`) for this finding, where NuGet has one. */
  nugetFor(finding: FindingOf<C>, subject: SignatureRef | undefined): string | undefined;
  /** A finer sub-indication than `etsi`, where the details decide it. */
  etsiFor?(details: IssueDetails[C]): string | undefined;
}
export type Rows<C extends IssueCode> = { readonly [K in C]: CatalogueRow<K> };

type Effect = IssueCatalogueEntry["effect"];
type Grades = readonly [strict: Severity, standard: Severity, audit: Severity];
type Graded = Pick<IssueCatalogueEntry, "class" | "effect" | "severities">;

function graded(kind: IssueCatalogueEntry["class"], effect: Effect, grades: Grades): Graded {
  const [strict, standard, audit] = grades;
  return { class: kind, effect, severities: Object.freeze({ strict, standard, audit }) };
}

/** Class integrity: an error under every policy. */
export function integrity(effect: Effect): Graded {
  return graded("integrity", effect, ["error", "error", "error"]);
}

export function authenticity(effect: Effect, grades: Grades = ["error", "error", "warning"]): Graded {
  return graded("authenticity", effect, grades);
}

export function assurance(effect: Effect, grades: Grades = ["error", "warning", "info"]): Graded {
  return graded("assurance", effect, grades);
}

export function advice(grades: Grades = ["warning", "info", "info"]): Graded {
  return graded("advice", "none", grades);
}

interface NugetChoice<C extends IssueCode> {
  /** For a finding about a timestamp; else the primary's code holds. */
  readonly timestamp?: string;
  /** For a finding about a countersignature; else the primary's code holds. */
  readonly countersignature?: string;
  /** Codes of special cases and of signing. */
  readonly also?: readonly string[];
  /** Decides special cases first; `none`: NuGet has no code for this one. */
  readonly except?: (finding: FindingOf<C>, subject: SignatureRef | undefined) => string | undefined;
}

/** The NuGet columns of a row: the code for the primary signature, and where the others differ. */
export function nu<C extends IssueCode>(
  primary?: string,
  choice: NugetChoice<C> = {},
): Pick<CatalogueRow<C>, "nuget" | "nugetFor"> {
  const { timestamp = primary, countersignature = primary, also = [], except } = choice;
  const codes = [primary, timestamp, countersignature, ...also].filter((code) => code !== undefined);
  return {
    nuget: Object.freeze([...new Set(codes)]),
    nugetFor(finding, subject) {
      const special = except?.(finding, subject);
      if (special !== undefined) return special === "none" ? undefined : special;
      if (subject?.timestamp === true) return timestamp;
      return subject?.placement === "countersignature" ? countersignature : primary;
    },
  };
}
