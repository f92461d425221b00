import type { Purpose } from "../report/index.js";

/**
 * What a chain is for. `any`: no extended key usage is asked for. Anchors serve the two purposes that they are trusted
 * for, and every purpose serves for the other three: whoever may issue signers names their responders too.
 */
export type PathPurpose = Purpose | "ocsp-signing" | "crl-signing" | "any";

/** One rule of a profile: what holds, in words, and who says so. */
export interface ProfileRow<T> {
  readonly value: T;
  readonly rule: string;
  readonly source: string;
}

/** What the extended key usage of an end entity must say. */
export interface EndEntityKeyPurpose {
  /** Object identifier; without one nothing is asked. */
  readonly oid: string | undefined;
  /** The extension must be there. */
  readonly required: boolean;
  /** anyExtendedKeyUsage stands for the purpose. */
  readonly anyServes: boolean;
  /** The extension must be critical and hold the purpose alone. */
  readonly criticalAndSole: boolean;
}

/** Kinds of public key that a profile takes, by the least size in bits. A kind that is absent is not taken. */
export interface KeySizes {
  readonly rsa?: number;
  readonly ec?: number;
  readonly ed25519?: number;
}

/** Rules over those of RFC 5280 §6, and choices that it leaves open, as data. */
export interface PathProfile {
  readonly name: string;
  readonly purpose: PathPurpose;
  readonly endEntityKeyPurpose: ProfileRow<EndEntityKeyPurpose>;
  /** Purposes that an end entity may not have. */
  readonly refusedKeyPurposes: ProfileRow<readonly string[]>;
  /** A CA's extended key usage, where it has one, must hold the end entity's purpose too. */
  readonly issuerKeyPurposeChains: ProfileRow<boolean>;
  /** Key usages of which an end entity needs one, if it has the extension. Empty: nothing is asked. */
  readonly endEntityKeyUsage: ProfileRow<readonly string[]>;
  readonly endEntityKeys: ProfileRow<KeySizes>;
  readonly issuerKeys: ProfileRow<KeySizes>;
  /** Algorithms that the end entity's certificate may be signed with; `undefined`: all that we verify. */
  readonly endEntitySignature: ProfileRow<readonly string[] | undefined>;
  /** Versions below 3 have no basic constraints: whether such a CA is taken. */
  readonly oldVersions: ProfileRow<"nowhere" | "anchors" | "everywhere">;
}
