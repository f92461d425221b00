import { type Finding, type Fingerprint, found, type SignatureRef } from "../../report/index.js";
import type { TrustedSigner } from "../trusted-signers.js";
import { forgivesRoot, isInForce } from "./answer.js";
import { isSameFingerprint, type SignerCandidate, signerOf } from "./candidate.js";
import type { SignerQuestion } from "./question.js";

/** Entries that contradict each other about a signature's certificate. */
export interface SignerConflict {
  readonly ref: SignatureRef;
  readonly finding: Finding;
}

/** Entries that list one certificate and disagree about its root, as NuGet's NU3040: the root is then not forgiven. */
export function findConflict(
  candidate: SignerCandidate,
  entries: readonly TrustedSigner[],
  { at, aliases = new Map() }: SignerQuestion,
): SignerConflict | undefined {
  const { fingerprint } = signerOf(candidate);
  const listing = entries.filter(
    (entry) =>
      isInForce(entry, at) &&
      listedCertificates(entry).some((listed) => isSameFingerprint(listed, fingerprint, aliases)),
  );
  const forgiving = listing.filter(forgivesRoot).length;
  if (forgiving === 0 || forgiving === listing.length) return undefined;
  const resolution = "an unknown root of this certificate is not forgiven";
  const finding = found("allowlist-conflict", { entries: listing.map(({ id }) => id), resolution });
  return { ref: candidate.ref, finding };
}

function listedCertificates(entry: TrustedSigner): readonly Fingerprint[] {
  if (entry.by === "certificate") return [entry.fingerprint];
  return entry.by === "repository" && entry.certificates !== "declared" ? entry.certificates : [];
}
