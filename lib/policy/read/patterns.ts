import type { Field } from "./field.js";
import { readList, readText } from "./scalars.js";

const MOST_CHARACTERS = 200;

/** Package patterns, `Newtonsoft.*`: `*` only as a whole last segment. Kept as written. */
export function readPatterns(field: Field, options: { readonly bareStar: boolean }): readonly string[] {
  return readList(field, (element) => readPattern(element, options.bareStar), { minimum: 1 });
}

function readPattern(field: Field, bareStar: boolean): string {
  const pattern = readText(field, MOST_CHARACTERS);
  if (pattern === "*" && !bareStar) {
    field.fail(
      "a pattern that names packages",
      "Name the packages: an exception for all of them is a severity, not a waiver.",
    );
  }
  const segments = pattern.split(".");
  const names = segments.at(-1) === "*" ? segments.slice(0, -1) : segments;
  if (names.every(isSegment)) return pattern;
  return field.fail(
    'a package id, or one whose last segment is "*"',
    "Write Contoso.Json for one package, Contoso.* for all below it.",
  );
}

/** Whether a package's own name can stand in a list of patterns and then means that package alone. */
export function isPlainId(id: string): boolean {
  return id.length <= MOST_CHARACTERS && id.split(".").every(isSegment);
}

function isSegment(name: string): boolean {
  return /^[^\s*?\p{Cc}\p{Cf}]+$/u.test(name);
}
