import type { UnanchoredChain, ValidatedChain } from "../../path/index.js";
import type { Fingerprint, SignatureRef } from "../../report/index.js";
import type { Certificate } from "../../x509/index.js";

/** The signer's certificate alone, of a chain that is not proven. */
export interface UnprovenChain {
  readonly endEntity: Certificate;
  readonly isProven: false;
}

/** A signature as the allowlist sees it. One whose chain is not proven is looked at by NuGet's rules alone. */
export interface SignerCandidate {
  readonly ref: SignatureRef;
  readonly chain: ValidatedChain | UnanchoredChain | UnprovenChain;
  /** What a repository's signed attributes say. */
  readonly repository?: { readonly serviceIndex: string; readonly owners: readonly string[] } | undefined;
  /** The certificates that the repository declares as its own; `undefined`: nobody asked, or nobody knows. */
  readonly declared?: readonly Fingerprint[] | undefined;
  /** A countersignature that does not hold and that the policy passes over: only NuGet's rules look at it all the same. */
  readonly isPassedOver?: boolean;
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

/** Whether `path/` proved the chain, if only up to a root that nobody named. */
export function isUnproven({ chain }: SignerCandidate): boolean {
  return "isProven" in chain;
}

export function isUnanchored(candidate: SignerCandidate): boolean {
  return anchoredChain(candidate) === undefined;
}
