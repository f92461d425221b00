import type { Purpose } from "../report/index.js";
import type { TrustAnchor, TrustStore } from "../trust/index.js";

/**
 * One trust list of two: signers by the first, timestamps by the second. Signing may ask more of an authority than its
 * readers will.
 */
export function trustForSigning(signers: TrustStore, timestamps: TrustStore | undefined): TrustStore {
  if (timestamps === undefined || timestamps === signers) return signers;
  const split = (pick: (store: TrustStore) => Iterable<TrustAnchor>): readonly TrustAnchor[] => [
    ...forPurpose(pick(signers), "code-signing"),
    ...forPurpose(pick(timestamps), "timestamping"),
  ];
  return {
    name: `${signers.name}, timestamps by ${timestamps.name}`,
    digest: signers.digest,
    size: signers.size + timestamps.size,
    anchorsNamed: (subject) => split((store) => store.anchorsNamed(subject)),
    anchors: () => split((store) => store.anchors()),
    with: (anchors, name) => signers.with(anchors, name),
    without: (fingerprints, name) => signers.without(fingerprints, name),
  };
}

function* forPurpose(anchors: Iterable<TrustAnchor>, purpose: Purpose): Iterable<TrustAnchor> {
  for (const anchor of anchors) if (anchor.purposes.includes(purpose)) yield { ...anchor, purposes: [purpose] };
}
