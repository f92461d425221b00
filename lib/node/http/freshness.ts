/** What a server says of how long its answer holds (RFC 9111). */
export interface Freshness {
  /** Milliseconds from now; `undefined` if it does not say. 0: it must be asked again. */
  readonly freshMs: number | undefined;
  /** Whether a copy may outlive the process. */
  readonly mayStore: boolean;
}

/**
 * Reads `Cache-Control`, `Age`, `Expires` and `Date` as a private cache does (RFC 9111 §4.2.1, §4.2.3, §5.2.2): `s-maxage` is
 * for caches that many share. What can't be read counts as stale, as §4.2.1 advises.
 *
 * @param headers by lower-case names.
 * @param now milliseconds since 1970, for an answer without `Date`.
 */
export function freshnessOf(headers: ReadonlyMap<string, string>, now: number): Freshness {
  const directives = directivesIn(headers.get("cache-control") ?? "");
  const mayStore = !directives.has("no-store");
  if (!mayStore || directives.has("no-cache")) return { freshMs: 0, mayStore };
  const age = secondsIn(headers.get("age") ?? "0") ?? 0;
  const maxAge = directives.get("max-age");
  if (maxAge !== undefined) return { freshMs: Math.max(0, (secondsIn(maxAge) ?? 0) - age) * 1000, mayStore };
  const expires = headers.get("expires");
  if (expires === undefined) return { freshMs: undefined, mayStore };
  const date = Date.parse(headers.get("date") ?? "");
  const lifetime = Date.parse(expires) - (Number.isNaN(date) ? now : date);
  return { freshMs: Number.isNaN(lifetime) ? 0 : Math.max(0, lifetime - age * 1000), mayStore };
}

/** Names in lower case with their arguments; of a name that comes twice the first counts (RFC 9111 §4.2.1). */
function directivesIn(text: string): ReadonlyMap<string, string> {
  const directives = new Map<string, string>();
  for (const part of text.slice(0, 1000).split(",")) {
    const [name = "", argument = ""] = part.split("=", 2);
    const key = name.trim().toLowerCase();
    if (!directives.has(key)) directives.set(key, argument.trim().replace(/^"(.*)"$/, "$1"));
  }
  return directives;
}

/** Delta-seconds (RFC 9111 §1.2.2); what is larger than any date counts as 2^31. */
function secondsIn(text: string): number | undefined {
  return /^\d{1,20}$/.test(text.trim()) ? Math.min(Number(text), 2 ** 31) : undefined;
}
