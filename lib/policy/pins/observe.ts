import type { Fingerprint, PackageIdentity, PinnedSigner } from "../../report/index.js";
import { type SignerCandidate, signerOf } from "../signers/candidate.js";
import type { PinRecord } from "./pin-record.js";

/** Who a proven signature is by, as a pin keeps it. */
export function pinnedSigner(candidate: SignerCandidate): PinnedSigner {
  const { ref, repository } = candidate;
  const { fingerprint, publicKeyFingerprint } = signerOf(candidate);
  return Object.freeze({
    kind: ref.kind,
    certificate: fingerprint,
    publicKey: publicKeyFingerprint,
    ...(ref.kind === "repository" && repository !== undefined ? { repository: repository.serviceIndex } : undefined),
  });
}

/** What a caller who pins would store for this package. `decide` hands it out only where the outcome allows. */
export function observePin(
  { id, version }: PackageIdentity,
  content: Fingerprint,
  signers: readonly PinnedSigner[],
  seen: Date,
): PinRecord {
  return Object.freeze({
    version: 1,
    id,
    packageVersion: version,
    content,
    signers: Object.freeze([...signers]),
    seen: seen.toISOString(),
  });
}
