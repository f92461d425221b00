import { shown } from "../../report/index.js";

/** The most that an error repeats of a document. */
const MAX_ECHO = 60;

/** A text in quotation marks, made safe to show and cut. */
export function describeText(text: string): string {
  const safe = shown(text);
  return `"${safe.length > MAX_ECHO ? `${safe.slice(0, MAX_ECHO)}…` : safe}"`;
}

/** What a value is, for the `received` of an error. */
export function describeValue(value: unknown): string {
  if (value === undefined) return "nothing";
  if (value === null) return "null";
  if (Array.isArray(value)) return value.length === 0 ? "an empty list" : "a list";
  if (typeof value === "string") return describeText(value);
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  return typeof value === "object" ? "an object" : `a ${typeof value}`;
}
