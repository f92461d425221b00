import { equalBytes } from "../bytes/index.js";
import { type CryptoProvider, digestOf } from "../crypto/index.js";
import { DerFault } from "../der/index.js";
import type { TrustAnchor } from "../trust/index.js";
import type { Certificate } from "../x509/index.js";
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
  if (namesNobody(certificate)) return [];
  const { context } = sources;
  const child = context.facts.of(certificate);
  const candidates = named(child, match, sources);
  if (!context.budget.draw("pathBuildSteps", candidates.length)) return undefined;
  if (candidates.length < 2) return candidates;
  if (!keysCompete(candidates)) return likeliestFirst(candidates, NO_DIGESTS, sources);
  const digests = await matchingKeys(child, candidates, context);
  const ranked = likeliestFirst(candidates, digests, sources);
  // Many with the very name and none with the key: the right one may write its name otherwise, and must not be last.
  return match === "exact" && digests.size === 0 ? [...(await withTheKey(child, sources)), ...ranked] : ranked;
}

/**
 * Anchors of the issuer's very name that the key identifier points to: the likeliest of all, whatever a bag holds. They are
 * asked for first, so that where one leads on nobody reads what else came.
 */
export function findPointedAnchors(
  certificate: Certificate,
  { trust, context }: CandidateSources,
): readonly Candidate[] | undefined {
  if (namesNobody(certificate)) return [];
  const child = context.facts.of(certificate);
  const pointed = anchorsOf(child, "exact", trust, context).filter(isPointed);
  return context.budget.draw("pathBuildSteps", pointed.length) ? pointed : undefined;
}

/** Whether {@link findPointedAnchors} gives it, if the anchor has the issuer's very name. */
export function isPointed({ anchor, identified, isPlausible }: Candidate): boolean {
  return anchor !== undefined && identified === "match" && isPlausible;
}

/** An empty issuer names nobody (RFC 5280 §4.1.2.4: it is not empty). */
function namesNobody({ issuerName }: Certificate): boolean {
  return issuerName.length <= 2;
}

const NO_DIGESTS: ReadonlySet<string> = new Set();

/** Several keys could have signed, and no anchor, which nobody can slip in, is pointed to by its identifier. */
function keysCompete(candidates: readonly Candidate[]): boolean {
  const plausible = candidates.filter(({ isPlausible }) => isPlausible);
  if (plausible.some(isPointed)) return false;
  const [first] = plausible;
  return plausible.some(({ key }) => first !== undefined && !equalBytes(key.publicKeyInfo, first.key.publicKeyInfo));
}

function named(child: CertificateFacts, match: NameMatch, { trust, bag, context }: CandidateSources): Candidate[] {
  const { certificate } = child;
  const name = certificate.issuerName;
  const members = match === "exact" ? bag.withSubject(name) : bag.withPreparedSubject(name);
  return [
    ...anchorsOf(child, match, trust, context),
    ...members.filter((member) => member !== certificate).map((member) => memberCandidate(child, member, context)),
  ];
}

function anchorsOf(
  child: CertificateFacts,
  match: NameMatch,
  trust: AnchorSource,
  context: PathContext,
): readonly Candidate[] {
  const { issuerName } = child.certificate;
  return trust
    .anchorsNamed(issuerName)
    .filter(({ subject }) => equalBytes(subject, issuerName) === (match === "exact"))
    .map((anchor) => anchorCandidate(child, anchor, context));
}

async function withTheKey(child: CertificateFacts, sources: CandidateSources): Promise<readonly Candidate[]> {
  const candidates = named(child, "prepared", sources);
  if (candidates.length === 0 || !sources.context.budget.draw("pathBuildSteps", candidates.length)) return [];
  const digests = await matchingKeys(child, candidates, sources.context);
  return candidates.filter(({ key }) => digests.has(key.id));
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

/**
 * RFC 5280 §4.2.1.1: the key identifier, or the issuer and serial number of the issuer's certificate. Names are compared
 * as bytes: this is a hint, and not worth preparing whatever somebody wrote there.
 */
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
  const [name] = names ?? [];
  if (serialNumber === undefined || name?.kind !== "directory") return "unknown";
  const isNamed = equalBytes(serialNumber, issuer.serial) && equalBytes(name.name, issuer.issuerName);
  return isNamed ? "match" : "mismatch";
}

const IDENTIFIED_RANK: Readonly<Record<KeyIdentified, number>> = { match: 0, unknown: 1, mismatch: 2 };

function likeliestFirst(
  candidates: readonly Candidate[],
  digests: ReadonlySet<string>,
  { context, times }: CandidateSources,
): readonly Candidate[] {
  const ranked = candidates.map((candidate) => ({ candidate, rank: rankOf(candidate, digests, context, times) }));
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
 * SHA-256 cut to 160 bits (RFC 7093 §2, method 1). An order is all that it makes: nothing is trusted because of SHA-1.
 */
async function matchingKeys(
  { authorityKeyIdentifier }: CertificateFacts,
  candidates: readonly Candidate[],
  context: PathContext,
): Promise<ReadonlySet<string>> {
  const matching = new Set<string>();
  const identifier = authorityKeyIdentifier?.keyIdentifier;
  const keys = new Map(candidates.filter(({ isPlausible }) => isPlausible).map(({ key }) => [key.id, key]));
  if (identifier?.length !== 20) return matching;
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
