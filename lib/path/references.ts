import { toHex } from "../bytes/index.js";
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
export async function identifyChain(
  path: readonly Certificate[],
  anchor: TrustAnchor | undefined,
  provider: CryptoProvider,
): Promise<References> {
  const members = anchor?.certificate === undefined ? path : [...path, anchor.certificate];
  for (const certificate of members) {
    const pending = certificate.identify(provider);
    if (pending !== undefined) await pending;
  }
  const top = anchor === undefined || anchor.certificate !== undefined ? unnamed : await keyName(anchor, provider);
  return (depth) => {
    const certificate = members[depth];
    return certificate === undefined ? { ...top, depth } : certificateRef(certificate, depth);
  };
}

/** Nothing speaks of an issuer above a path that has none. */
const unnamed: CertificateRef = { subject: "", fingerprint: "sha256:" };

/** An anchor given as name and key is named by the digest of its key. */
async function keyName({ subject, publicKeyInfo }: TrustAnchor, provider: CryptoProvider): Promise<CertificateRef> {
  const digest = await digestOf(provider, "sha256", publicKeyInfo);
  return { subject: nameText(subject), fingerprint: `sha256:${toHex(digest)}` };
}
