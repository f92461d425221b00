import type { UnanchoredChain, ValidatedChain } from "../../path/index.js";
import type { Fingerprint, SignatureRef } from "../../report/index.js";
import type { Certificate } from "../../x509/index.js";

/** A signature as the allowlist sees it: only one whose chain `path/` has proven is ever looked at. */
export interface SignerCandidate {
  readonly ref: SignatureRef;
  readonly chain: ValidatedChain | UnanchoredChain;
  /** What a repository's signed attributes say. */
  readonly repository?: { readonly serviceIndex: string; readonly owners: readonly string[] } | undefined;
  /** The certificates that the repository declares as its own; `undefined`: nobody asked, or nobody knows. */
  readonly declared?: readonly Fingerprint[] | undefined;
}

/** SHA-256 fingerprints to the same thing's fingerprints by other hashes, for entries that use them. */
export type Aliases = ReadonlyMap<Fingerprint, readonly Fingerprint[]>;

/** Whether a fingerprint of an entry, by whatever hash, is this certificate's or key's. */
export function isSameFingerprint(listed: Fingerprint, actual: Fingerprint, aliases: Aliases): boolean {
  return listed === actual || aliases.get(actual)?.includes(listed) === true;
}

export function signerOf({ chain }: SignerCandidate): Certificate {
  return chain.endEntity;
}

/** The chain if it reaches an anchor. */
export function anchoredChain({ chain }: SignerCandidate): ValidatedChain | undefined {
  return "anchor" in chain ? chain : undefined;
}

export function isUnanchored(candidate: SignerCandidate): boolean {
  return anchoredChain(candidate) === undefined;
}
