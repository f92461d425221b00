import type { TrustAnchor } from "../trust/index.js";
import type { Certificate } from "../x509/index.js";
import {
  anchorCandidate,
  anchorsNamed,
  type Candidate,
  type CandidateSources,
  isPointed,
  MANY_OF_ONE_NAME,
  memberCandidate,
  namesNobody,
} from "./candidates.js";

/** As many as real chains have, and some more. */
const MOST_LINKS = 6;

/**
 * Begins the signatures of the chain that a search will likely try first, for providers that work elsewhere meanwhile. Only a
 * guess: nothing is judged or charged, and a search that goes another way asks for other signatures.
 */
export async function beginChain(
  endEntity: Certificate,
  where: Pick<CandidateSources, "bag" | "trust" | "context">,
): Promise<void> {
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
function likeliestIssuer(certificate: Certificate, sources: Omit<CandidateSources, "times">): Candidate | undefined {
  if (namesNobody(certificate)) return undefined;
  const { bag, context } = sources;
  const child = context.facts.of(certificate);
  for (const anchor of anchorsNamed(child, "exact", sources)) {
    const candidate = anchorCandidate(child, anchor, context);
    if (isPointed(candidate)) return candidate;
  }
  const members = bag.withSubject(certificate.issuerName);
  if (members.length > MANY_OF_ONE_NAME) return undefined;
  const candidates = members
    .filter((member) => member !== certificate)
    .map((member) => memberCandidate(child, member, context));
  return candidates.find(({ identified, isPlausible }) => identified === "match" && isPlausible);
}
