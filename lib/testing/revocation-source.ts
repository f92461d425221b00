import { equalBytes } from "../bytes/index.js";
import type { RevocationEvidence, RevocationQuery, RevocationSource } from "../revocation/index.js";
import { requireRevocationAuthority, type RevocationAuthority } from "./revocation-authority.js";
import { isWireFault, transportFailure } from "./wire-fault.js";
import { requireGiven } from "../report/index.js";

/** The authorities as a source without a wire; each query counts as one request of each method that was asked for. */
export function revocationSourceOf(authorities: Iterable<RevocationAuthority>, label: string): RevocationSource {
  requireGiven(authorities, "authorities", "items");
  requireGiven(label, "label", "text");
  // An iterator can be gone through once, and each query looks through all of them.
  const all = [...authorities];
  for (const [index, authority] of all.entries()) requireRevocationAuthority(authority, `authorities[${index}]`);
  return {
    label,
    async find(query) {
      const authority = findAuthority(all, query);
      if (authority === undefined) return [];
      const found: RevocationEvidence[] = [];
      for (const kind of query.methods) found.push(await evidenceOf(authority, kind, query, label));
      return found;
    },
  };
}

function findAuthority(
  authorities: readonly RevocationAuthority[],
  { issuer }: RevocationQuery,
): RevocationAuthority | undefined {
  return authorities.find(
    (candidate) =>
      equalBytes(candidate.issuer.subject, issuer.subject) &&
      equalBytes(candidate.issuer.key.publicKeyInfo, issuer.publicKeyInfo),
  );
}

async function evidenceOf(
  authority: RevocationAuthority,
  kind: "ocsp" | "crl",
  query: RevocationQuery,
  label: string,
): Promise<RevocationEvidence> {
  const fault = authority.nextFault();
  if (isWireFault(fault)) throw await transportFailure(fault, label, query.signal);
  const data = await (kind === "crl"
    ? authority.crl(fault, query.at)
    : authority.ocsp(query.ocspRequest, fault, query.at));
  return { kind, data, origin: label, fromCache: false };
}
