import type { IssueCode, IssueDetails } from "./details.js";
import type { Evidence } from "./issue.js";

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
