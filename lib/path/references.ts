import { andThen, type Eventual, mapInTurn, toHex } from "../bytes/index.js";
import { type CryptoProvider, digestOf } from "../crypto/index.js";
import type { CertificateRef } from "../report/index.js";
import type { TrustAnchor } from "../trust/index.js";
import { type Certificate, certificateRef, nameText } from "../x509/index.js";

/** How findings name the members of one chain, by depth: 0 is the end entity; one beyond the last certificate, the anchor. */
export type References = (depth: number) => CertificateRef;

/**
 * Identifies the members of a chain, so that they can be named.
 *
 * @param path the end entity first; without the anchor.
 */
export function identifyChain(
  path: readonly Certificate[],
  anchor: TrustAnchor | undefined,
  provider: CryptoProvider,
): Eventual<References> {
  const members = anchor?.certificate === undefined ? path : [...path, anchor.certificate];
  const identified = mapInTurn(members, (certificate) => certificate.identify(provider));
  return andThen(identified, () =>
    andThen(nameAbove(anchor, provider), (top) => (depth: number) => {
      const certificate = members[depth];
      return certificate === undefined ? { ...top, depth } : certificateRef(certificate, depth);
    }),
  );
}

/** Nothing speaks of an issuer above a path that has none. */
const unnamed: CertificateRef = { subject: "", fingerprint: "sha256:" };

/** An anchor given as name and key is named by the digest of its key. */
function nameAbove(anchor: TrustAnchor | undefined, provider: CryptoProvider): Eventual<CertificateRef> {
  if (anchor === undefined || anchor.certificate !== undefined) return unnamed;
  return andThen(digestOf(provider, "sha256", anchor.publicKeyInfo), (digest) => ({
    subject: nameText(anchor.subject),
    fingerprint: `sha256:${toHex(digest)}`,
  }));
}
