import { andThen, type Eventual } from "../bytes/index.js";
import type { Certificate } from "../x509/index.js";
import { IssuerFetch } from "./issuer-fetch.js";
import { PathSearch } from "./path-search.js";
import type { FoundPath, PathOutcome, PathRequest } from "./request.js";

/**
 * Builds and validates the chain of a certificate (RFC 5280 §6.1, RFC 4158): depth first, the likeliest issuers first,
 * within the budgets of the run. A bad chain is an outcome, never a throw.
 *
 * @throws whatever the request's own ports throw: `accept`, and `issuers` once the caller's signal has fired.
 */
export function buildPath(request: PathRequest): Eventual<PathOutcome> {
  return searchOn(request, new IssuerFetch(request));
}

function searchOn(request: PathRequest, fetch: IssuerFetch): Eventual<PathOutcome> {
  const search = new PathSearch(request);
  return andThen(search.run(), (found) =>
    found.kind === "validated" ? fetch.toldIn(found) : searchFurther(request, fetch, search.withoutIssuer, found),
  );
}

/** As long as somebody is found for certificates that nobody was found for. */
async function searchFurther(
  request: PathRequest,
  fetch: IssuerFetch,
  withoutIssuer: readonly Certificate[],
  found: FoundPath,
): Promise<PathOutcome> {
  const fetched = await fetch.issuersOf(withoutIssuer);
  const bag = fetched.length === 0 ? request.bag : request.bag.with(fetched);
  const isSame = bag.certificates.length === request.bag.certificates.length;
  return isSame ? fetch.toldIn(found) : searchOn({ ...request, bag }, fetch);
}
