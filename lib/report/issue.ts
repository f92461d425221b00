import type { CheckId } from "./check.js";
import type { IssueCode, IssueDetails } from "./details.js";
import type { Waiver } from "./waiver.js";
import type { CertificateRef, SignatureRef } from "./words.js";

/**
 * How much a policy may change.
 * `integrity`: always an error; so is whatever keeps content or signature value from being checked at all.
 * `authenticity`: policy sets the severity, but the outcome is never `trusted` while one stands, waived or not.
 * `assurance`: counts for the outcome only at severity error. `advice`: never counts.
 */
export type IssueClass = "integrity" | "authenticity" | "assurance" | "advice";
/** What an issue does by itself: `error` refuses, `warning` and `info` are reported. */
export type Severity = "error" | "warning" | "info";

/** One graded finding. A union over the catalogue: testing `code` narrows `details`. */
export type Issue = { readonly [C in IssueCode]: IssueOf<C> }[IssueCode];
/** An {@link Issue} of one code. */
export interface IssueOf<C extends IssueCode> {
  readonly code: C;
  readonly class: IssueClass;
  /** After policy. */
  readonly severity: Severity;
  /** One sentence. Not stable. */
  readonly message: string;
  /** What to do next, in one sentence; a command where there is one. Not stable. */
  readonly remedy: string;
  readonly details: IssueDetails[C];
  /** The check that found it. */
  readonly check: CheckId;
  readonly subject?: SignatureRef;
  readonly evidence?: Evidence;
  /** RFC or format section, `RFC 5280 §6.1.3(a)(1)`. */
  readonly rule: string;
  /** The code (`NU30xx`, `NU1403`) that dotnet gives for this, where there is one. */
  readonly nuget?: string;
  /** Sub-indication of ETSI EN 319 102-1 §5.1.3 for this finding by itself; the verdict's is that of its deciding one. */
  readonly etsi?: string;
  /** Who can mend it. */
  readonly actor: "author" | "repository" | "user" | "network";
  /** Set when a waiver of the policy set this finding aside; severity is then `info`. */
  readonly waivedBy?: Waiver;
  /** Set when a valid repository countersignature stands in (see `countersignatureVouches`); severity is then `info`. */
  readonly vouchedBy?: SignatureRef;
}
/** Where to look. Offsets are bytes in the named part. */
export interface Evidence {
  readonly part: "package" | "signature" | "certificate" | "timestamp" | "crl" | "ocsp" | "policy";
  /** The first byte. */
  readonly start?: number;
  /** The byte behind the last one. */
  readonly end?: number;
  readonly certificate?: CertificateRef;
  /** Name or dotted OID of the CMS attribute. */
  readonly attribute?: string;
}
