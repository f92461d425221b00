import type { IssueCode } from "./details.js";
import type { IssueClass, Severity } from "./issue.js";

/** The catalogue as data, for tools that document or translate it. */
export interface IssueCatalogueEntry {
  readonly code: IssueCode;
  readonly class: IssueClass;
  readonly effect: "tampered" | "untrusted" | "unsigned" | "inconclusive" | "none";
  readonly severities: { readonly strict: Severity; readonly standard: Severity; readonly audit: Severity };
  readonly meaning: string;
  readonly remedy: string;
  readonly rule: string;
  readonly nuget: readonly string[];
  /** Sub-indication of ETSI EN 319 102-1 §5.1.3, `NO_CERTIFICATE_CHAIN_FOUND`; the verdict's follows from its deciding finding. */
  readonly etsi?: string;
  /** Who can mend it. */
  readonly actor: "author" | "repository" | "user" | "network";
}
