import { equalBytes, type Eventual } from "../bytes/index.js";
import { algorithmName, digestOf } from "../crypto/index.js";
import { buildPath, CertificateBag, type PathOutcome, type PathTimes } from "../path/index.js";
import { defaultBudgets, type Vouching } from "../policy/index.js";
import { type CheckFacts, type Finding, found, signatureRef } from "../report/index.js";
import { type KnownChain, pathFacts, ran, readPackageSignature } from "../signature/index.js";
import { certificateRef } from "../x509/index.js";
import { askSigner } from "./ask-signer.js";
import { readsAsManifest } from "./confusable-content.js";
import { readsAsSignatureValue } from "./confusable-value.js";
import { KeySigner } from "./key-signer.js";
import type { SignOrder } from "./order.js";
import type { Signer } from "./ports.js";
import { refusal, requireGood } from "./refusal.js";
import { claimFindings } from "./repository-claims.js";
import { checkContext, type Session } from "./session.js";
import { TRIAL_MESSAGE } from "./trial.js";

/** What was found good before the key is used. */
export interface Preflight {
  /** DER of the certificates that the signature is to hold: the signer's chain, its anchor's certificate included. */
  readonly certificates: readonly Uint8Array[];
  /** The signer's chain, if it is trusted by itself. */
  readonly known: KnownChain | undefined;
}

/**
 * Everything that verification would refuse and that can be seen before the key is used: the package, the claims, the
 * algorithms, the signer's certificate and its chain.
 *
 * @param more facts of the caller's own: what stands in the package already.
 * @throws {SignRefusedError}
 */
export async function preflight(
  session: Session,
  order: SignOrder,
  now: Date,
  more: readonly CheckFacts[],
  vouching?: Vouching,
): Promise<Preflight> {
  const subject = signatureRef(order.kind, order.placement);
  await order.certificate.identify(session.keys.provider);
  const times: PathTimes = { at: now.getTime(), now: now.getTime(), anchorAt: now.getTime(), origin: "clock" };
  const path = await buildOwnPath(session, order, times);
  const facts = [
    ran("container", undefined, session.opened.signingFindings),
    ...more,
    ran("cms-profile", subject, [...algorithmFindings(session, order), ...(await contentFindings(session, order))]),
    ran("repository-attributes", subject, order.claims === undefined ? [] : claimFindings(order.claims)),
    ...pathFacts(path, subject),
  ];
  requireGood(facts, session.file, { vouching, placement: order.placement });
  const chain = path.kind === "validated" ? path.chain.certificates.map(({ der }) => der) : [];
  const others = chain.filter((der) => !order.certificates.some((own) => equalBytes(own, der)));
  const certificates = [...order.certificates, ...others];
  const isEasilyFound = certificates.length <= FEW_CERTIFICATES;
  return { certificates, known: path.kind === "validated" && isEasilyFound ? { path, times } : undefined };
}

/**
 * Readers meet them in the order of the SET. Among many of one name they might not find the chain within their budget of 100
 * signature checks, so that it is looked for as they do; among these they will, were each tried as the issuer of each.
 */
const FEW_CERTIFICATES = 8;

/** The signer's chain as its signature would be judged at this moment, before there is a timestamp. */
function buildOwnPath(
  session: Session,
  { certificate, certificates }: SignOrder,
  times: PathTimes,
): Eventual<PathOutcome> {
  const { trust, profiles, path } = checkContext(session, new Date(times.now));
  return buildPath({
    endEntity: certificate,
    bag: CertificateBag.read(certificates, path.certificates),
    trust,
    purpose: "code-signing",
    profile: profiles.signing,
    times,
    context: path,
  });
}

/** What is wrong with the package itself. That it is unsigned is what signing expects. */
export function containerFacts({ opened }: Session): CheckFacts {
  return ran(
    "container",
    undefined,
    opened.findings.filter(({ code }) => code !== "package-unsigned"),
  );
}

/** @returns what stands in the way of a new primary signature. */
export function existingSignatureFacts({ opened }: Session, order: Pick<SignOrder, "overwrite">): CheckFacts {
  if (opened.signature === undefined || order.overwrite) return ran("signature-entry", undefined);
  const read = readPackageSignature(opened.signature, defaultBudgets);
  const existing = read.ok ? read.value.primary.ref.kind : "author";
  return ran("signature-entry", undefined, [found("signing-already-signed", { existing })]);
}

/** Identifiers by which the findings name what a profile does not take. */
const OID_BY_NAME = {
  "rsa-pkcs1": "1.2.840.113549.1.1.1",
  "rsa-pss": "1.2.840.113549.1.1.10",
  ecdsa: "1.2.840.10045.4.3.2",
  ed25519: "1.3.101.112",
} as const;

function algorithmFindings({ format: { profile } }: Session, { algorithm }: SignOrder): readonly Finding[] {
  if (profile.algorithms.includes(algorithm.name)) return [];
  const oid = OID_BY_NAME[algorithm.name];
  const name = algorithmName(oid) ?? algorithm.name;
  return [found("signature-algorithm-unsupported", { oid, name, profile: profile.id, where: "signatureAlgorithm" })];
}

async function contentFindings(session: Session, { kind, placement }: SignOrder): Promise<readonly Finding[]> {
  const { format, source, opened, target } = session;
  // A countersignature covers the primary's value, which reads as nothing.
  if (placement === "countersignature" || format.profile.content !== "external") return [];
  const confusable = (reading: string): readonly Finding[] => [found("signing-content-confusable", { reading })];
  if (await readsAsManifest(source, opened.signedContent, target)) return confusable("a NuGet manifest");
  const isAnyFile = kind === "repository" && format.recognisesAnyFile === true;
  if (isAnyFile && (await readsAsSignatureValue(source, opened.signedContent, target)))
    return confusable("the value of a signature");
  return [];
}

/**
 * Refuses a signer that was compared with its certificate when it was made, and does not fit. Of any other signer the
 * value tells: a trial before it would use the key twice, which a user may have to allow or to pay for.
 *
 * @throws {SignRefusedError}
 */
export function requireFittingKey(session: Session, order: SignOrder, signer: Signer): void {
  if (KeySigner.fits(signer) === false) throw keyMismatch(session, order);
}

/** The key is not the certificate's. */
export function keyMismatch(session: Session, order: Pick<SignOrder, "kind" | "placement" | "certificate">): Error {
  const subject = signatureRef(order.kind, order.placement);
  const mismatch = found("signing-key-mismatch", { certificate: certificateRef(order.certificate, 0) });
  return refusal([ran("signing-certificate", subject, [mismatch])], session.file);
}

/**
 * Whether the signer's key belongs to its certificate, by a trial signature. After a value that does not hold it tells a
 * wrong key from a signer that signs wrongly.
 *
 * @throws {TransportError} the signer failed.
 */
export async function trialFits(
  session: Session,
  order: Pick<SignOrder, "hash" | "kind" | "certificate" | "algorithm">,
  signer: Signer,
): Promise<boolean> {
  const { keys, signal } = session;
  const digest = await digestOf(keys.provider, order.hash, TRIAL_MESSAGE);
  const { hash, kind } = order;
  const request = { message: Uint8Array.from(TRIAL_MESSAGE), digest, hash, kind, ...(signal && { signal }) };
  const value = await askSigner(signer, request, signal);
  return valueFits(session, order, TRIAL_MESSAGE, value);
}

/** Whether a signature value verifies under the key of the signer's certificate; the check of the result relies on it. */
export async function valueFits(
  { keys }: Pick<Session, "keys">,
  { certificate, algorithm }: Pick<SignOrder, "certificate" | "algorithm">,
  message: Uint8Array,
  signature: Uint8Array,
): Promise<boolean> {
  const key = await keys.keyOf(certificate.publicKeyInfo);
  return key !== undefined && (await keys.verifyAndRemember({ key, algorithm, message, signature }));
}
