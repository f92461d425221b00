import assert from "node:assert/strict";
import { ConfigError, CountersignError, DecodeError } from "../../lib/index.js";
import type { Call, WrongCall } from "./call.js";

/** What became of a call. */
export type Outcome =
  | { readonly kind: "gave"; readonly isLate: boolean }
  | { readonly kind: "threw"; readonly isLate: false; readonly error: unknown }
  | { readonly kind: "rejected"; readonly isLate: true; readonly error: unknown };

export async function outcomeOf(call: Call["call"], args: readonly unknown[]): Promise<Outcome> {
  let given: unknown;
  try {
    given = call(...(args as readonly never[]));
  } catch (error) {
    return { kind: "threw", isLate: false, error };
  }
  try {
    const value = await given;
    if (isDrawn(value)) for await (const one of value) assert.ok(one);
    return { kind: "gave", isLate: given instanceof Promise };
  } catch (error) {
    return { kind: "rejected", isLate: true, error };
  }
}

function isDrawn(value: unknown): value is AsyncIterable<unknown> {
  return typeof value === "object" && value !== null && Symbol.asyncIterator in value;
}

/**
 * What speaks against the answer to a wrong call, in words; `undefined` if nothing does.
 *
 * @param isLate the right call gives a promise: then so does a wrong one.
 */
export function faultOf(wrong: WrongCall, outcome: Outcome, isLate: boolean): string | undefined {
  const fault = outcome.kind === "gave" ? undefined : errorFault(wrong, outcome.error);
  const isEarly = isLate && outcome.kind === "threw";
  const isAccepted = outcome.kind === "gave" && !wrong.isAllowed;
  const said = isAccepted ? "was accepted" : isEarly ? "threw where others reject" : fault;
  return said === undefined ? undefined : `${wrong.path} = ${wrong.kind}: ${said}`;
}

function errorFault({ path, called, kind, isAllowed }: WrongCall, error: unknown): string | undefined {
  if (!(error instanceof CountersignError)) return `a bare ${String(error instanceof Error ? error.stack : error)}`;
  if (error.remedy === "") return `no remedy: ${error.message}`;
  if (!(error instanceof ConfigError))
    return isAllowed || error instanceof DecodeError ? undefined : `${error.name}: ${error.message}`;
  if (![path, called].some((place) => isNamed(error.at, place))) return `named another place: ${error.message}`;
  if (typeof error.received !== "string" || error.received === "") return `does not say what came: ${error.message}`;
  return kind === "null" && !error.received.includes("null") ? `does not say null: ${error.message}` : undefined;
}

/** The place itself; one in it that is missing; or the option that it stands in. */
function isNamed(at: string, place: string): boolean {
  const isInside = at.startsWith(`${place}.`) || at.startsWith(`${place}[`);
  return at === place || isInside || (/[.[]/.test(at) && place.startsWith(at));
}
