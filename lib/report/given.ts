import { ConfigError } from "./errors.js";
import type { Clock } from "./words.js";
import { type Kind, KINDS } from "./given-kinds.js";
import { didYouMean } from "./nearest.js";

/** `[]`: a list of such; `?`: may be left out. */
export type Given = `${Kind}${"" | "[]"}${"" | "?"}`;

/** Fields of an object, by name. */
export type Fields = Readonly<Record<string, Given>>;

/**
 * For callers whom no compiler tells: refuses what is of another kind. A value is never repeated, since it may be a secret.
 *
 * @param at path of the value, as the caller knows it: `options.trust`. @throws {ConfigError}
 */
export function requireGiven(value: unknown, at: string, given: Given): void {
  if (given.endsWith("?")) {
    if (value !== undefined) requireGiven(value, at, given.slice(0, -1) as Given);
  } else if (given.endsWith("[]")) {
    requireKind(value, at, "list");
    const kind = given.slice(0, -2) as Kind;
    // By index, for a hole in a list is one of its members here.
    for (let index = 0; index < (value as readonly unknown[]).length; index++)
      requireKind((value as readonly unknown[])[index], `${at}[${index}]`, kind);
  } else requireKind(value, at, given as Kind);
}

/** An object, and its fields by what each is to be. @throws {ConfigError} naming the first that is not. */
export function requireFields(value: unknown, at: string, fields: Fields): void {
  requireKind(value, at, "object");
  for (const name in fields) {
    const given = fields[name];
    const field: unknown = Reflect.get(value as object, name);
    // Most are left out; their paths are not written for nothing.
    if (given !== undefined && (field !== undefined || !given.endsWith("?")))
      requireGiven(field, `${at}.${name}`, given);
  }
}

/**
 * The same of an object that has no other fields of its own, and inherits none of these: whoever misspells or hides one asks
 * for something that would not be done, and would not hear of it.
 *
 * @param beside names of fields that are looked at elsewhere. @throws {ConfigError} naming the known one that is nearest.
 */
export function requireOnly(value: unknown, at: string, fields: Fields, beside: readonly string[] = []): void {
  requireFields(value, at, fields);
  requireKnown(value as object, at, fields, beside);
}

/**
 * The same, read once: what was checked is what is returned, whatever a getter of theirs would say the second time. Lists are
 * copied.
 *
 * @returns the known fields that are not undefined.
 */
export function readOnce<T extends object>(value: T, at: string, fields: Fields, beside: readonly string[] = []): T {
  requireKind(value, at, "object");
  const read: Record<string, unknown> = {};
  for (const name of [...Object.keys(fields), ...beside]) {
    const field: unknown = Reflect.get(value, name);
    if (field !== undefined) read[name] = Array.isArray(field) ? field.slice() : field;
  }
  requireFields(read, at, fields);
  requireKnown(value, at, fields, beside);
  return read as T;
}

function requireKnown(value: object, at: string, fields: Fields, beside: readonly string[]): void {
  for (const name of Object.keys(value))
    if (!Object.hasOwn(fields, name) && !beside.includes(name))
      throw unknownField(name, at, [...new Set([...Object.keys(fields), ...beside])]);
  for (const name in fields) requireOwn(value, at, name);
  for (const name of beside) requireOwn(value, at, name);
}

/** Whoever copies an object leaves out what it inherits (a getter of its class) and what is hidden: it would go unheard. */
function requireOwn(value: object, at: string, name: string): void {
  if (!(name in value) || Object.prototype.propertyIsEnumerable.call(value, name)) return;
  if (Reflect.get(value, name) === undefined) return;
  throw new ConfigError({
    at: `${at}.${name}`,
    expected: "a field of the object itself",
    received: "one that it inherits, or that is not enumerable",
    remedy: "Write it into a plain object: { … }.",
  });
}

function unknownField(name: string, at: string, known: readonly string[]): ConfigError {
  return new ConfigError({
    at: `${at}.${name}`,
    expected: `one of ${known.join(", ")}`,
    received: "an unknown field",
    remedy: `${didYouMean(name, known)}Remove it, or mend its spelling: nobody would read it.`,
  });
}

/** A time that is none would be neither before nor after any other. @throws {ConfigError} */
export function readClock(clock: Clock): Date {
  const now: unknown = clock();
  if (KINDS.date.holds(now)) return new Date((now as Date).getTime());
  const { expected, remedy } = KINDS.clock;
  throw new ConfigError({ at: "options.clock", expected, received: `one that returns ${kindOf(now)}`, remedy });
}

/** A count that may be left out. @param least 0 or 1. @param remedy what leaving it out means. @throws {ConfigError} */
export function requireWhole(value: number, at: string, least: number, remedy: string): void {
  if (Number.isSafeInteger(value) && value >= least) return;
  throw new ConfigError({ at, expected: `a whole number, ${least} or more`, received: shownNumber(value), remedy });
}

function requireKind(value: unknown, at: string, kind: Kind): void {
  const { expected, holds, remedy } = KINDS[kind];
  if (holds(value) && !(kind === "object" && isPromise(value))) return;
  throw new ConfigError({ at, expected, received: kindOf(value), remedy: isPromise(value) ? AWAIT : remedy });
}

/** Of all wrong calls the likeliest: what a function promises was passed on as it is. */
const AWAIT = "Put await before the call that makes it.";

function isPromise(value: unknown): boolean {
  return typeof value === "object" && value !== null && typeof Reflect.get(value, "then") === "function";
}

/** What came where a number is wanted: that is shown, and anything else by its kind. */
export function shownNumber(value: unknown): string {
  return typeof value === "number" ? String(value) : kindOf(value);
}

/** What came, by its kind alone. */
export function kindOf(value: unknown): string {
  if (value === undefined) return "nothing";
  if (value === null) return "null";
  if (typeof value === "string") return "text";
  if (Array.isArray(value)) return value.length === 0 ? "an empty list" : "a list";
  if (value instanceof Uint8Array) return "bytes";
  if (value instanceof ArrayBuffer) return "an ArrayBuffer";
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? "an invalid Date" : "a Date";
  if (isPromise(value)) return "a promise";
  return typeof value === "object" ? "an object" : `a ${typeof value}`;
}
