import type { IssuerSource } from "../../path/index.js";
import { ConfigError, requireGiven, shownNumber } from "../../report/index.js";
import { type HttpOptions, readHttpOptions } from "../http/options.js";
import type { IssuerMemory } from "./issuer-memory.js";

/** {@link HttpOptions}, and how long a run may wait in all. */
export interface HttpIssuerOptions extends HttpOptions {
  /** Milliseconds for which one run (a package, or a batch) waits for servers, all of them together. Default 30 000. */
  readonly deadlineMs?: number;
}

/**
 * Issuers' certificates from the addresses that certificates name (RFC 5280 §4.2.2.1, caIssuers): one certificate, or a
 * certs-only CMS. In one run each address is asked once, whatever came of it, and a server that let the time run out or
 * could not be reached is not asked again. What was found is kept in memory for later runs of the same source.
 *
 * A certificate's URLs are somebody else's choice: they lead to the public internet only, but for what `allowAddresses`
 * lists.
 *
 * @throws {ConfigError} an option is out of range.
 */
export function httpIssuerSource(options: HttpIssuerOptions = {}): IssuerSource {
  requireGiven(options, "options", "object");
  const { deadlineMs = 30_000 } = options;
  const settings = { deadlineMs: requireDeadline(deadlineMs), http: readHttpOptions(options, ["deadlineMs"]) };
  let memory: Promise<IssuerMemory> | undefined;
  const forRun = (): IssuerSource => {
    // Nothing of it is loaded before a certificate is missing.
    let run: Promise<IssuerSource> | undefined;
    return {
      find: async (certificate, question) => {
        if (certificate.urls.caIssuers.length === 0) return [];
        run ??= import("./fetch-run.js").then(async ({ FetchRun, IssuerMemory }) => {
          memory ??= Promise.resolve(new IssuerMemory(settings.http));
          return new FetchRun(await memory, settings.deadlineMs);
        });
        return (await run).find(certificate, question);
      },
    };
  };
  return { find: (certificate, question) => forRun().find(certificate, question), forRun };
}

function requireDeadline(value: number): number {
  if (Number.isInteger(value) && value >= 1 && value <= 2 ** 31 - 1) return value;
  throw new ConfigError({
    at: "options.deadlineMs",
    expected: "a whole number of milliseconds, 1 or more",
    received: shownNumber(value),
    remedy: "Leave it out for 30 000.",
  });
}
