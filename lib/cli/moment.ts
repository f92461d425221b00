import { ConfigError } from "../report/index.js";

const FORM = /^\d{4}-\d{2}-\d{2}(?:[Tt ]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:[Zz]|[+-]\d{2}:\d{2}))?$/;

/**
 * A moment as RFC 3339 writes it; a bare date is its midnight in UTC. Nothing else is guessed: a time without a zone could
 * mean two moments.
 *
 * @param at the option it was given by.
 * @throws {ConfigError}
 */
export function readMoment(text: string, at: string): Date {
  const moment = FORM.test(text) ? new Date(text.replace(" ", "T").toUpperCase()) : undefined;
  // The 30th of February would roll over into March: the date must read back as it was written.
  const isReal = moment !== undefined && !Number.isNaN(moment.getTime()) && hasRealDay(text);
  if (isReal) return moment;
  throw new ConfigError({
    at,
    expected: "a time as in RFC 3339, in UTC or with its offset",
    received: JSON.stringify(text.slice(0, 60)),
    remedy: `Write it as ${at} 2026-11-23 or ${at} 2026-11-23T12:00:00Z`,
  });
}

function hasRealDay(text: string): boolean {
  const day = text.slice(0, 10);
  const midnight = new Date(`${day}T00:00:00Z`);
  return !Number.isNaN(midnight.getTime()) && midnight.toISOString().startsWith(day);
}
