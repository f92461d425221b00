import { requireGiven } from "../report/index.js";
import { requireWord } from "./given.js";

/** One fault for all requests, or one for each in order: honest where `undefined` stands and after the list's end. */
export type FaultPlan<Fault extends string> = Fault | readonly (Fault | undefined)[] | undefined;

/** A misspelt one would be no fault, and the test that asks for it would see an honest answer. @throws {ConfigError} */
export function requirePlan(plan: FaultPlan<string>, known: readonly string[]): void {
  if (plan === undefined) return;
  if (typeof plan === "string") {
    requireWord(plan, "options.fault", known);
    return;
  }
  requireGiven(plan, "options.fault", "list");
  for (const [index, fault] of plan.entries())
    if (fault !== undefined) requireWord(fault, `options.fault[${index}]`, known);
}

/** Counts requests, and says of each how it is to fail. */
export interface FaultList<Fault extends string> {
  readonly requestCount: number;
  next(): Fault | undefined;
}

/** Starts counting at zero. */
export function faultList<Fault extends string>(plan: FaultPlan<Fault>): FaultList<Fault> {
  let requestCount = 0;
  return {
    get requestCount() {
      return requestCount;
    },
    next() {
      const fault = typeof plan === "string" ? plan : plan?.[requestCount];
      requestCount += 1;
      return fault;
    },
  };
}

/** Octets that are no DER of anything. */
export function garbage(): Uint8Array {
  return Uint8Array.from({ length: 64 }, (_, index) => (index * 37) & 0xff);
}

/** The same bytes but for the last bit, where a signature ends. */
export function flipLastBit(bytes: Uint8Array): Uint8Array {
  const copy = Uint8Array.from(bytes);
  copy[copy.length - 1] = (copy[copy.length - 1] ?? 0) ^ 1;
  return copy;
}
