import { ConfigError, requireOnly, shownNumber } from "../../report/index.js";
import { requireHttpUrl } from "./url.js";

/** How this library's own HTTP exchanges behave. */
export interface HttpOptions {
  /** Milliseconds for one exchange, redirects included. Default 15 000. */
  readonly timeoutMs?: number;
  /** Default 5. */
  readonly maxRedirects?: number;
  /**
   * Certificates carry URLs that an attacker chose: private and loopback addresses are refused unless listed, as an
   * address, a range (`10.0.0.0/8`) or a host name. A host that the caller names itself is never refused.
   */
  readonly allowAddresses?: readonly string[];
  /**
   * URL of a proxy, or `environment` (default): HTTP_PROXY, HTTPS_PROXY and NO_PROXY, in either case; loopback is then
   * always reached directly.
   */
  readonly proxy?: "environment" | (string & {});
}

/** {@link HttpOptions}, read once. */
export interface HttpSettings {
  readonly timeoutMs: number;
  readonly maxRedirects: number;
  /** Checked where the filter is made of them. */
  readonly allowAddresses: readonly string[];
  readonly proxy: URL | "environment";
}

/** @param beside names of the other options that stand there. @throws {ConfigError} an option is out of range or unknown. */
export function readHttpOptions(options: HttpOptions = {}, beside: readonly string[] = []): HttpSettings {
  requireOnly(options, "http", { allowAddresses: "text[]?", proxy: "text?" }, ["timeoutMs", "maxRedirects", ...beside]);
  const { timeoutMs = 15_000, maxRedirects = 5, allowAddresses = [], proxy = "environment" } = options;
  return {
    timeoutMs: requireWhole("http.timeoutMs", timeoutMs, 1, 2 ** 31 - 1),
    maxRedirects: requireWhole("http.maxRedirects", maxRedirects, 0, 20),
    allowAddresses: [...allowAddresses],
    proxy: proxy === "environment" ? "environment" : requireHttpUrl(proxy, "http.proxy"),
  };
}

function requireWhole(at: string, value: number, least: number, most: number): number {
  if (Number.isInteger(value) && value >= least && value <= most) return value;
  const expected = `a whole number from ${least} to ${most}`;
  throw new ConfigError({ at, expected, received: shownNumber(value), remedy: `Leave ${at} out to get its default.` });
}
