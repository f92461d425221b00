import { IssuerFetch } from "./issuer-fetch.js";
import { PathSearch } from "./path-search.js";
import type { PathOutcome, PathRequest } from "./request.js";

/**
 * Builds and validates the chain of a certificate (RFC 5280 §6.1, RFC 4158): depth first, the likeliest issuers first,
 * within the budgets of the run. A bad chain is an outcome, never a throw.
 *
 * @throws whatever the request's own ports throw: `accept` and `issuers`.
 */
export async function buildPath(request: PathRequest): Promise<PathOutcome> {
  const fetch = new IssuerFetch(request);
  for (let current = request; ; ) {
    const search = new PathSearch(current);
    const outcome = await search.run();
    if (outcome.kind === "validated") return fetch.toldIn(outcome);
    const fetched = await fetch.issuersOf(search.withoutIssuer);
    const bag = fetched.length === 0 ? current.bag : current.bag.with(fetched);
    if (bag.certificates.length === current.bag.certificates.length) return fetch.toldIn(outcome);
    current = { ...current, bag };
  }
}
