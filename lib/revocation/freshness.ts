/**
 * How evidence stands to the time of judging. `early`: made later than that. `stale`: a newer one was promised by then.
 */
export type Freshness = "fresh" | "early" | "stale";

/**
 * What an OCSP answer without nextUpdate is good for, in milliseconds. Newer information "is available all the time"
 * (RFC 6960 §4.2.2.1), so such an answer vouches for its own moment; a day is what mozilla::pkix takes it for.
 */
export const WITHOUT_NEXT_UPDATE_MS: number = 24 * 60 * 60 * 1000;

/** Times are milliseconds since 1970; the skew is forgiven on both ends. */
export function freshness(times: { thisUpdate: number; nextUpdate: number }, at: number, skewMs: number): Freshness {
  if (times.thisUpdate > at + skewMs) return "early";
  return times.nextUpdate < at - skewMs ? "stale" : "fresh";
}
