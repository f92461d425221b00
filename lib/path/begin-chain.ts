import type { TrustAnchor } from "../trust/index.js";
import type { Certificate } from "../x509/index.js";
import {
  type Candidate,
  type GuessSources,
  MANY_OF_ONE_NAME,
  memberCandidates,
  namesNobody,
  pointedAnchors,
} from "./candidates.js";

/** As many as real chains have, and some more. */
const MOST_LINKS = 6;

/**
 * Begins the signatures of the chain that a search will likely try first, for providers that work elsewhere meanwhile. Only a
 * guess: nothing is judged or charged, and a search that goes another way asks for other signatures.
 */
export async function beginChain(endEntity: Certificate, where: Omit<GuessSources, "anchors">): Promise<void> {
  const sources = { ...where, anchors: new Map<Uint8Array, readonly TrustAnchor[]>() };
  const { checks, keys } = where.context;
  let certificate: Certificate | undefined = endEntity;
  for (let link = 0; link < MOST_LINKS && certificate !== undefined; link++) {
    const issuer: Candidate | undefined = keys.mayBegin ? likeliestIssuer(certificate, sources) : undefined;
    if (issuer === undefined || !(await checks.begin(certificate, issuer.key))) return;
    certificate = issuer.anchor === undefined ? issuer.certificate : undefined;
  }
}

/** An anchor that the certificate points to, else a member: by name and key identifier, and as long as few have the name. */
function likeliestIssuer(certificate: Certificate, sources: GuessSources): Candidate | undefined {
  if (namesNobody(certificate)) return undefined;
  const { bag, context } = sources;
  const child = context.facts.of(certificate);
  const [anchor] = pointedAnchors(child, sources);
  if (anchor !== undefined) return anchor;
  const members = bag.withSubject(certificate.issuerName);
  if (members.length > MANY_OF_ONE_NAME) return undefined;
  return memberCandidates(child, members, context).find(
    ({ identified, isPlausible }) => identified === "match" && isPlausible,
  );
}
