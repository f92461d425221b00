import { type Finding, type Fingerprint, found, type SignatureRef } from "../../report/index.js";
import type { TrustedSigner } from "../trusted-signers.js";
import { forgivesRoot, hasNugetRules, isInForce } from "./answer.js";
import { type Aliases, isSameFingerprint, type SignerCandidate, signerOf } from "./candidate.js";
import type { SignerQuestion } from "./question.js";

/** Entries that contradict each other about a signature's certificate. */
export interface SignerConflict {
  readonly ref: SignatureRef;
  readonly finding: Finding;
}

/**
 * Entries that list one certificate and disagree about its root, as NuGet's NU3040: the root is then not forgiven. By NuGet's
 * rules entries that name it by two hashes are strangers to each other.
 */
export function findConflict(
  candidate: SignerCandidate,
  entries: readonly TrustedSigner[],
  { at, aliases = new Map() }: SignerQuestion,
): SignerConflict | undefined {
  const { fingerprint } = signerOf(candidate);
  const listing = entries.filter((entry) => isInForce(entry, at) && listsCertificate(entry, fingerprint, aliases));
  const forgiving = listing.filter(forgivesRoot);
  const others = listing.filter((entry) => !forgivesRoot(entry));
  if (!forgiving.some((entry) => others.some((other) => speaksOfTheSame(entry, other)))) return undefined;
  const resolution = "an unknown root of this certificate is not forgiven";
  const finding = found("allowlist-conflict", { entries: listing.map(({ id }) => id), resolution });
  return { ref: candidate.ref, finding };
}

/** Whether an entry names this certificate itself, by any hash. */
export function listsCertificate(entry: TrustedSigner, fingerprint: Fingerprint, aliases: Aliases): boolean {
  return listedCertificates(entry).some((listed) => isSameFingerprint(listed, fingerprint, aliases));
}

function speaksOfTheSame(entry: TrustedSigner, other: TrustedSigner): boolean {
  if (!hasNugetRules(entry) || !hasNugetRules(other)) return true;
  const listed = listedCertificates(other);
  return listedCertificates(entry).some((fingerprint) => listed.includes(fingerprint));
}

function listedCertificates(entry: TrustedSigner): readonly Fingerprint[] {
  if (entry.by === "certificate") return [entry.fingerprint];
  return entry.by === "repository" && entry.certificates !== "declared" ? entry.certificates : [];
}
