import type { SignerCandidate } from "../../../lib/policy/index.js";
import type { SignatureRef } from "../../../lib/report/index.js";
import { provenChain } from "../../../lib/path/chain.js";
import type { TrustAnchor } from "../../../lib/trust/index.js";
import { certificate, rootedChain, validatedChain } from "../../verdict/proofs.js";

export const author: SignatureRef = { kind: "author", placement: "primary" };
export const repository: SignatureRef = { kind: "repository", placement: "countersignature" };
export const serviceIndex = "https://packages.example/v3/index.json";
export const at = new Date("2026-11-23T00:00:00Z");

/** An author whose chain ends at the test PKI's root. */
export function authorBy(name = "author-rsa-2048"): SignerCandidate {
  return { ref: author, chain: validatedChain(name, "code-signing-issuer", "code-signing-root") };
}

/** An author under a root that nobody named. */
export function foreignAuthor(): SignerCandidate {
  return { ref: author, chain: rootedChain("author-foreign", "foreign-root") };
}

export function repositoryFor(owners: readonly string[], more: Partial<SignerCandidate> = {}): SignerCandidate {
  const chain = validatedChain("repository", "code-signing-issuer", "code-signing-root");
  return { ref: repository, chain, repository: { serviceIndex, owners }, ...more };
}

/** A chain whose user-constrained policy set holds this policy. */
export function authorUnderPolicy(policy: string): SignerCandidate {
  const names = ["author-rsa-2048", "code-signing-issuer", "code-signing-root"];
  const certificates = names.map(certificate);
  return {
    ref: author,
    chain: provenChain({
      endEntity: certificate("author-rsa-2048"),
      certificates,
      anchor: {} as TrustAnchor,
      policies: [policy],
    }),
  };
}
