import { type Fingerprint, readDigestText } from "../../report/index.js";
import type { Field } from "./field.js";
import { describeText } from "./received.js";

/** One of a few words. */
export function readWord<const W extends string>(field: Field, words: readonly W[]): W {
  const word = words.find((candidate) => candidate === field.value);
  return (
    word ??
    field.fail(words.map((candidate) => `"${candidate}"`).join(" or "), `Use one of these words at ${field.at}.`)
  );
}

/** Half a character has no UTF-8 form. */
const LONE_SURROGATE = /\p{Cs}/u;

/** Something that people see: a reason of invisible characters is none. */
const SEEN = /[^\s\p{Cc}\p{Cf}]/u;

/** Text that is not empty and not long. */
export function readText(field: Field, maxLength = 2_000): string {
  const { value } = field;
  if (typeof value !== "string" || !SEEN.test(value) || value.length > maxLength || LONE_SURROGATE.test(value)) {
    field.fail(`text of 1 to ${maxLength} characters`, `Write some text at ${field.at}.`);
  }
  return value;
}

export function readFlag(field: Field): boolean {
  return typeof field.value === "boolean"
    ? field.value
    : field.fail("true or false", `Write true or false at ${field.at}.`);
}

/** A whole number within bounds. */
export function readWhole(field: Field, minimum: number, maximum: number = Number.MAX_SAFE_INTEGER): number {
  const { value } = field;
  if (typeof value === "number" && Number.isSafeInteger(value) && value >= minimum && value <= maximum) return value;
  const range = maximum === Number.MAX_SAFE_INTEGER ? `of ${minimum} or more` : `from ${minimum} to ${maximum}`;
  return field.fail(`a whole number ${range}`, `Write such a number at ${field.at}.`);
}

/** A list whose elements differ. */
export function readList<T>(
  field: Field,
  readOne: (element: Field) => T,
  options: { readonly minimum?: number } = {},
): readonly T[] {
  const seen = new Set<unknown>();
  const list = field.elements().map((element) => {
    const value = readOne(element);
    if (seen.has(value)) element.fail("each value once", `Remove the repetition at ${element.at}.`, "a repetition");
    seen.add(value);
    return value;
  });
  if (list.length < (options.minimum ?? 0))
    field.fail("a list that is not empty", `Add a value to ${field.at}, or remove it.`);
  return Object.freeze(list);
}

const RFC3339 =
  /^(\d{4})-(\d\d)-(\d\d)T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{1,9})?(?:Z|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/;

/** A point in time as RFC 3339 with its zone; kept as written. */
export function readTime(field: Field): string {
  const { value } = field;
  const [text, year, month, day] = typeof value === "string" ? (RFC3339.exec(value) ?? []) : [];
  if (text === undefined || !isDay(Number(year), Number(month), Number(day))) {
    field.fail("a time as RFC 3339, 2027-05-31T00:00:00Z", "Write the time with its date and its zone.");
  }
  return text;
}

function isDay(year: number, month: number, day: number): boolean {
  const date = new Date(Date.UTC(year, month - 1, day));
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day && year >= 1;
}

/** `sha256:` (or 384, 512) and hex, which is made lower-case. */
export function readFingerprint(field: Field): Fingerprint {
  const { value } = field;
  const digest = typeof value === "string" ? readDigestText(value) : undefined;
  if (digest !== undefined) return `${digest.algorithm}:${digest.hex}`;
  return field.fail(
    "a fingerprint, sha256: and 64 hex digits (or sha384:, sha512:)",
    "countersign inspect prints the fingerprints of a package’s certificates.",
  );
}

/** An object identifier in dotted decimal (X.660). */
export function readOidText(field: Field): string {
  const { value } = field;
  if (
    typeof value === "string" &&
    value.length <= 200 &&
    /^(?:[01]\.(?:[0-9]|[123]\d)|2\.(?:0|[1-9]\d*))(?:\.(?:0|[1-9]\d*))*$/.test(value)
  ) {
    return value;
  }
  return field.fail("an object identifier, 1.3.6.1.5.5.7.3.3", `Write the identifier’s numbers at ${field.at}.`);
}

/** Of an absolute URL without a user's name the shape alone: what is compared later is the text, and nothing may be normalised. */
export function hasHttpsShape(text: string): boolean {
  return /^https:\/\/[^\s/?#@]+(?:[/?#]\S*)?$/.test(text);
}

/** An absolute https URL, kept octet for octet. */
export function readHttpsUrl(field: Field): string {
  const text = readText(field);
  if (hasHttpsShape(text)) return text;
  return field.fail("an absolute https URL", "Write the URL as the repository signs it.", describeText(text));
}
