import type { IssueCode, IssueDetails } from "./details.js";
import type { Evidence } from "./issue.js";
import type { CertificateRef } from "./words.js";

/** A finding of one code, with that code's details. */
export interface FindingOf<C extends IssueCode> {
  readonly code: C;
  readonly details: IssueDetails[C];
  readonly evidence?: Evidence;
}

/**
 * A fact, before policy has graded it. The lower rooms and package formats report these; only `policy/` turns one into
 * an `Issue`.
 */
export type Finding = { readonly [C in IssueCode]: FindingOf<C> }[IssueCode];

/** Makes a finding whose details are checked against its code. */
export function found<C extends IssueCode>(code: C, details: IssueDetails[C], evidence?: Evidence): Finding {
  return (evidence === undefined ? { code, details } : { code, details, evidence }) as Finding;
}

/**
 * Makes a finding whose details are made when they are first read: most verdicts are never shown to anybody.
 *
 * @param depth of the certificate that it is about. @param details they depend on nothing that may change.
 */
export function foundLater<C extends CertificateIssueCode>(
  code: C,
  depth: number,
  details: () => IssueDetails[C],
): Finding {
  return new LaterFinding(code, depth, details) as unknown as Finding;
}

/** Codes whose details name a certificate. */
type CertificateIssueCode = {
  [C in IssueCode]: IssueDetails[C] extends { readonly certificate: CertificateRef } ? C : never;
}[IssueCode];

/** Whether the details of a finding need not be made yet. */
export function isFoundLater(finding: Finding): boolean {
  return finding instanceof LaterFinding;
}

/** Depth in its chain of the certificate that a finding is about; 0 if it is about none. Makes no details. */
export function depthOf(finding: Finding): number {
  if (finding instanceof LaterFinding) return finding.depth;
  const { details } = finding;
  return "certificate" in details ? (details.certificate.depth ?? 0) : 0;
}

class LaterFinding<C extends IssueCode> {
  readonly code: C;
  readonly depth: number;
  readonly #make: () => IssueDetails[C];
  #details: IssueDetails[C] | undefined;

  constructor(code: C, depth: number, details: () => IssueDetails[C]) {
    this.code = code;
    this.depth = depth;
    this.#make = details;
  }

  get details(): IssueDetails[C] {
    return (this.#details ??= this.#make());
  }
}

/** A value, or the finding that says why there is none: how everything below the surface fails. */
export type Result<T, F = Finding> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly fault: F };

/** The good half of a {@link Result}. */
export function ok<T>(value: T): { readonly ok: true; readonly value: T } {
  return { ok: true, value };
}

/** The other half. */
export function failed<F>(fault: F): { readonly ok: false; readonly fault: F } {
  return { ok: false, fault };
}
