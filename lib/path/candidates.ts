import { equalBytes, type Eventual } from "../bytes/index.js";
import type { TrustAnchor } from "../trust/index.js";
import type { Certificate } from "../x509/index.js";
import type { CertificateFacts } from "./certificate-facts.js";
import type { CertificateBag } from "./certificate-bag.js";
import type { PathContext } from "./context.js";
import type { AnchorSource, PathTimes } from "./request.js";
import type { IssuerKey } from "./issuer-key.js";
import { isKeyDigest, KEY_DIGEST_BYTES } from "./key-digest.js";

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
  /** Anchors that were found by name: those of an issuer are asked for before what a bag holds, and then with it. */
  readonly anchors: Map<Uint8Array, readonly TrustAnchor[]>;
}

/** What it takes to find the likeliest, whenever it is to be valid. */
export type GuessSources = Omit<CandidateSources, "times">;

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
export function findCandidates(
  certificate: Certificate,
  match: NameMatch,
  sources: CandidateSources,
): Eventual<readonly Candidate[] | undefined> {
  if (namesNobody(certificate)) return [];
  const { context } = sources;
  const child = context.facts.of(certificate);
  const candidates = named(child, match, sources);
  if (candidates === undefined || candidates.length < 2) return candidates;
  return keysCompete(candidates)
    ? byTheirKeys(child, candidates, match, sources)
    : likeliestFirst(candidates, NO_DIGESTS, sources);
}

async function byTheirKeys(
  child: CertificateFacts,
  candidates: readonly Candidate[],
  match: NameMatch,
  sources: CandidateSources,
): Promise<readonly Candidate[]> {
  const digests = await matchingKeys(child, candidates, sources.context);
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
  sources: CandidateSources,
): readonly Candidate[] | undefined {
  if (namesNobody(certificate)) return [];
  const { context } = sources;
  const child = context.facts.of(certificate);
  const pointed = pointedAnchors(child, sources);
  return context.budget.draw("pathBuildSteps", pointed.length) ? pointed : undefined;
}

/** The same, and nothing is charged: only for a guess, whose likeliest alone is looked at. */
export function pointedAnchors(child: CertificateFacts, sources: GuessSources): readonly Candidate[] {
  return anchorsNamed(child, "exact", sources)
    .map((anchor) => anchorCandidate(child, anchor, sources.context))
    .filter(isPointed);
}

/** Fewer of one name are looked at one by one at once. */
export const MANY_OF_ONE_NAME = 16;

/**
 * Of many members with the issuer's very name those whose key's digest is the key identifier: whoever fills a bag with
 * others of that name can't make one. Where they lead on nobody reads what else came.
 */
export async function findProvenMembers(
  certificate: Certificate,
  sources: CandidateSources,
): Promise<readonly Candidate[] | undefined> {
  const { bag, context } = sources;
  const members = namesNobody(certificate) ? [] : bag.withSubject(certificate.issuerName);
  if (members.length < MANY_OF_ONE_NAME) return [];
  const child = context.facts.of(certificate);
  const identifier = child.authorityKeyIdentifier?.keyIdentifier;
  if (identifier?.length !== KEY_DIGEST_BYTES) return [];
  if (!context.budget.draw("pathBuildSteps", members.length)) return undefined;
  const proven: Candidate[] = [];
  for (const member of members)
    if (member !== certificate && (await isKeyDigest(identifier, member.publicKeyInfo, context.keys.provider)))
      proven.push(memberCandidate(child, member, context));
  return likeliestFirst(proven, NO_DIGESTS, sources);
}

/** Whether {@link findPointedAnchors} gives it, if the anchor has the issuer's very name. */
export function isPointed({ anchor, identified, isPlausible }: Candidate): boolean {
  return anchor !== undefined && identified === "match" && isPlausible;
}

/** An empty issuer names nobody (RFC 5280 §4.1.2.4: it is not empty). */
export function namesNobody({ issuerName }: Certificate): boolean {
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

/** Charged before any is looked at. @returns `undefined` when the budget does not allow to. */
function named(child: CertificateFacts, match: NameMatch, sources: CandidateSources): readonly Candidate[] | undefined {
  const { bag, context } = sources;
  const name = child.certificate.issuerName;
  if (match === "prepared" && !context.budget.draw("pathBuildSteps", bag.stepsToPrepare)) return undefined;
  const members = match === "exact" ? bag.withSubject(name) : bag.withPreparedSubject(name);
  const anchors = anchorsNamed(child, match, sources);
  if (!context.budget.draw("pathBuildSteps", anchors.length + members.length)) return undefined;
  return [
    ...anchors.map((anchor) => anchorCandidate(child, anchor, context)),
    ...memberCandidates(child, members, context),
  ];
}

/** Of members with the issuer's name, all but the certificate itself. */
export function memberCandidates(
  child: CertificateFacts,
  members: readonly Certificate[],
  context: PathContext,
): readonly Candidate[] {
  return members
    .filter((member) => member !== child.certificate)
    .map((member) => memberCandidate(child, member, context));
}

function anchorsNamed(
  child: CertificateFacts,
  match: NameMatch,
  { trust, anchors }: GuessSources,
): readonly TrustAnchor[] {
  const { issuerName } = child.certificate;
  const isExact = match === "exact";
  let named = anchors.get(issuerName);
  if (named === undefined) anchors.set(issuerName, (named = trust.anchorsNamed(issuerName)));
  return named.length === 0 ? named : named.filter(({ subject }) => equalBytes(subject, issuerName) === isExact);
}

async function withTheKey(child: CertificateFacts, sources: CandidateSources): Promise<readonly Candidate[]> {
  const candidates = named(child, "prepared", sources) ?? [];
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
    // A self-issued certificate rarely leads on, and its key's other certificates do. To prepare names is not worth it here.
    certificate !== undefined && equalBytes(certificate.subjectName, certificate.issuerName) ? 1 : 0,
  ];
  return order.reduce((rank, place) => rank * 3 + place, 0);
}

/** The keys whose digest is the authority key identifier, by their bytes. */
async function matchingKeys(
  { authorityKeyIdentifier }: CertificateFacts,
  candidates: readonly Candidate[],
  context: PathContext,
): Promise<ReadonlySet<string>> {
  const matching = new Set<string>();
  const identifier = authorityKeyIdentifier?.keyIdentifier;
  const keys = new Map(candidates.filter(({ isPlausible }) => isPlausible).map(({ key }) => [key.id, key]));
  if (identifier?.length !== KEY_DIGEST_BYTES) return matching;
  if (!context.budget.draw("pathBuildSteps", keys.size)) return matching;
  for (const key of keys.values())
    if (await isKeyDigest(identifier, key.publicKeyInfo, context.keys.provider)) matching.add(key.id);
  return matching;
}
