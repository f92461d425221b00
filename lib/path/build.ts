import type { Certificate } from "../x509/index.js";
import { PathSearch } from "./path-search.js";
import type { PathOutcome, PathRequest } from "./request.js";

/** Answers of an issuer source that one chain is worth; .NET downloads as many. */
const MOST_FETCHES = 10;

/**
 * Builds and validates the chain of a certificate (RFC 5280 §6.1, RFC 4158): depth first, the likeliest issuers first,
 * within the budgets of the run. A bad chain is an outcome, never a throw.
 *
 * @throws whatever the request's own ports throw: `accept` and `issuers`.
 */
export async function buildPath(request: PathRequest): Promise<PathOutcome> {
  const asked = new Set<Certificate>();
  for (let current = request; ; ) {
    const search = new PathSearch(current);
    const outcome = await search.run();
    if (outcome.kind === "validated") return outcome;
    const fetched = await fetchIssuers(current, search.withoutIssuer, asked);
    const bag = current.bag.with(fetched);
    if (bag.certificates.length === current.bag.certificates.length) return outcome;
    current = { ...current, bag };
  }
}

/** Asks for the issuers of certificates that nobody was found for, each once. What comes is a candidate like any other. */
async function fetchIssuers(
  { issuers, signal, context }: PathRequest,
  certificates: readonly Certificate[],
  asked: Set<Certificate>,
): Promise<readonly Uint8Array[]> {
  const fetched: Uint8Array[] = [];
  for (const certificate of certificates) {
    if (issuers === undefined || asked.has(certificate) || asked.size >= MOST_FETCHES) continue;
    asked.add(certificate);
    const answer = await issuers.find(certificate, { ...(signal !== undefined && { signal }) });
    // The address was written by whoever made the certificate: what comes from there is theirs too.
    fetched.push(...answer.slice(0, context.budget.limits.certificates));
  }
  return fetched;
}
