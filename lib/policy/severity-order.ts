import type { Severity } from "../report/index.js";

const WEIGHT: { readonly [S in Severity]: number } = { info: 0, warning: 1, error: 2 };

/** Whether `left` weighs less than `right`. */
export function isWeaker(left: Severity, right: Severity): boolean {
  return WEIGHT[left] < WEIGHT[right];
}

/** The lesser of two. */
export function atMost(severity: Severity, cap: Severity): Severity {
  return isWeaker(cap, severity) ? cap : severity;
}
