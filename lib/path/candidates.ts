import { equalBytes } from "../bytes/index.js";
import { type CryptoProvider, digestOf } from "../crypto/index.js";
import { DerFault } from "../der/index.js";
import type { TrustAnchor } from "../trust/index.js";
import { type Certificate, sameName } from "../x509/index.js";
import type { CertificateFacts } from "./certificate-facts.js";
import type { CertificateBag } from "./certificate-bag.js";
import type { PathContext } from "./context.js";
import type { AnchorSource, PathTimes } from "./request.js";
import type { IssuerKey } from "./issuer-key.js";

/** Somebody who may have signed a certificate: the name is right. */
export interface Candidate {
  readonly key: IssuerKey;
  readonly anchor: TrustAnchor | undefined;
  /** Absent only for an anchor given as name and key. */
  readonly certificate: Certificate | undefined;
  /** What the key identifiers say of it; never a reason to leave it out. */
  readonly identified: KeyIdentified;
  /** Whether its key could have made the signature at all. */
  readonly isPlausible: boolean;
}

/** `match` and `mismatch` where both certificates have an identifier. */
export type KeyIdentified = "match" | "unknown" | "mismatch";

/** Where candidates come from. */
export interface CandidateSources {
  readonly bag: CertificateBag;
  readonly trust: AnchorSource;
  readonly times: PathTimes;
  readonly context: PathContext;
}

/** How names have to match: the very bytes, or equal after preparation (RFC 5280 §7.1) and not as bytes. */
export type NameMatch = "exact" | "prepared";

/**
 * Finds who may have signed `certificate`, likeliest first.
 *
 * Key identifiers order the candidates and never exclude one (RFC 4158 §3.5.12): CAs re-key and get them wrong. Anchors
 * precede intermediates of equal likelihood, so that the shortest trusted path comes first. The bag is anybody's to fill,
 * so that a name and an identifier prove nothing: where several keys claim the same, those whose digest *is* the
 * identifier come first. It was signed with the certificate, and no decoy can be made to fit it.
 *
 * @returns each candidate once; `undefined` when the budget does not allow to look at them.
 */
export async function findCandidates(
  certificate: Certificate,
  match: NameMatch,
  sources: CandidateSources,
): Promise<readonly Candidate[] | undefined> {
  // An empty name names nobody (RFC 5280 §4.1.2.4: an issuer's is not empty).
  if (certificate.issuerName.length <= 2) return [];
  const { context, trust, bag } = sources;
  const child = context.facts.of(certificate);
  const anchors = trust
    .anchorsNamed(certificate.issuerName)
    .filter(({ subject }) => equalBytes(subject, certificate.issuerName) === (match === "exact"));
  const members =
    match === "exact" ? bag.withSubject(certificate.issuerName) : bag.withPreparedSubject(certificate.issuerName);
  if (!context.budget.draw("pathBuildSteps", anchors.length + members.length)) return undefined;
  const candidates = [
    ...anchors.map((anchor) => anchorCandidate(child, anchor, context)),
    ...members.filter((member) => member !== certificate).map((member) => memberCandidate(child, member, context)),
  ];
  return candidates.length < 2 ? candidates : ordered(child, candidates, sources);
}

function anchorCandidate(child: CertificateFacts, anchor: TrustAnchor, context: PathContext): Candidate {
  return candidateOf(child, context.checks.anchorKey(anchor), anchor.certificate, anchor, context);
}

function memberCandidate(child: CertificateFacts, member: Certificate, context: PathContext): Candidate {
  return candidateOf(child, context.checks.keyOf(member), member, undefined, context);
}

function candidateOf(
  child: CertificateFacts,
  key: IssuerKey,
  certificate: Certificate | undefined,
  anchor: TrustAnchor | undefined,
  context: PathContext,
): Candidate {
  const identified = certificate === undefined ? "unknown" : identify(child, certificate, context);
  return { key, anchor, certificate, identified, isPlausible: context.checks.isPlausible(child.certificate, key) };
}

/** RFC 5280 §4.2.1.1: the key identifier, or the issuer and serial number of the issuer's certificate. */
function identify(
  { authorityKeyIdentifier }: CertificateFacts,
  issuer: Certificate,
  context: PathContext,
): KeyIdentified {
  if (authorityKeyIdentifier === undefined) return "unknown";
  const { keyIdentifier, serialNumber, issuer: names } = authorityKeyIdentifier;
  const { subjectKeyIdentifier } = context.facts.of(issuer);
  if (keyIdentifier !== undefined && subjectKeyIdentifier !== undefined)
    return equalBytes(keyIdentifier, subjectKeyIdentifier) ? "match" : "mismatch";
  if (serialNumber === undefined || names === undefined) return "unknown";
  const named = names.some((name) => name.kind === "directory" && sameName(name.name, issuer.issuerName));
  return named && equalBytes(serialNumber, issuer.serial) ? "match" : "mismatch";
}

const IDENTIFIED_RANK: Readonly<Record<KeyIdentified, number>> = { match: 0, unknown: 1, mismatch: 2 };

async function ordered(
  child: CertificateFacts,
  candidates: readonly Candidate[],
  { context, times }: CandidateSources,
): Promise<readonly Candidate[]> {
  const digests = await matchingKeys(child, candidates, context);
  const ranked = candidates.map((candidate) => ({
    candidate,
    rank: rankOf(candidate, digests, context, times),
  }));
  ranked.sort((left, right) => left.rank - right.rank);
  return ranked.map(({ candidate }) => candidate);
}

/** Small is likely. Each fact outweighs all that follow. */
function rankOf(
  { key, anchor, certificate, identified, isPlausible }: Candidate,
  digests: ReadonlySet<string>,
  context: PathContext,
  { at }: PathTimes,
): number {
  const facts = certificate && context.facts.of(certificate);
  const isCurrent =
    certificate === undefined ||
    (certificate.validFrom.milliseconds <= at && at <= certificate.validUntil.milliseconds);
  const order = [
    isPlausible ? 0 : 1,
    digests.has(key.id) ? 0 : 1,
    IDENTIFIED_RANK[identified],
    anchor !== undefined ? 0 : 1,
    isCurrent ? 0 : 1,
    facts === undefined || facts.basicConstraints?.isCa === true ? 0 : 1,
    // A self-issued certificate rarely leads on, and its key's other certificates do.
    facts?.isSelfIssued === true ? 1 : 0,
  ];
  return order.reduce((rank, place) => rank * 3 + place, 0);
}

/**
 * The keys whose digest is the authority key identifier: SHA-1 of the key's bits (RFC 5280 §4.2.1.2, method 1), or
 * SHA-256 cut to 160 bits (RFC 7093 §2, method 1). Looked at only where several keys compete, since most bags hold one
 * candidate. An order is all that it makes: nothing is trusted because of SHA-1.
 */
async function matchingKeys(
  { authorityKeyIdentifier }: CertificateFacts,
  candidates: readonly Candidate[],
  context: PathContext,
): Promise<ReadonlySet<string>> {
  const matching = new Set<string>();
  const identifier = authorityKeyIdentifier?.keyIdentifier;
  const keys = new Map(candidates.filter(({ isPlausible }) => isPlausible).map(({ key }) => [key.id, key]));
  if (identifier?.length !== 20 || keys.size < 2) return matching;
  if (!context.budget.draw("pathBuildSteps", keys.size)) return matching;
  for (const key of keys.values()) if (await hasDigest(key, identifier, context.keys.provider)) matching.add(key.id);
  return matching;
}

async function hasDigest({ facts }: IssuerKey, identifier: Uint8Array, provider: CryptoProvider): Promise<boolean> {
  if (facts instanceof DerFault || facts.kind === "unsupported") return false;
  const bits = facts.kind === "rsa" ? facts.pkcs1 : facts.kind === "ec" ? facts.point : facts.key;
  const sha1 = provider.digestSha1(bits);
  if (equalBytes(sha1 instanceof Uint8Array ? sha1 : await sha1, identifier)) return true;
  const sha256 = digestOf(provider, "sha256", bits);
  return equalBytes((sha256 instanceof Uint8Array ? sha256 : await sha256).subarray(0, 20), identifier);
}
