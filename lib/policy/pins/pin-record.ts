import type { Fingerprint, PinnedSigner } from "../../report/index.js";

/** What a lock file holds for one package. */
export interface PinRecord {
  readonly version: 1;
  /** As the package spells it. */
  readonly id: string;
  readonly packageVersion: string;
  /** SHA-256 of the package as if it had never been signed: a countersignature added later changes nothing. */
  readonly content: Fingerprint;
  /** Author, repository or both, each with a standing of `validated` or `listed`; empty: unsigned. */
  readonly signers: readonly PinnedSigner[];
  /** RFC 3339: when it was recorded. */
  readonly seen: string;
}

/**
 * An announced change of key, signed by the one who leaves. Holds for the packages pinned to `from`, and says nothing about
 * its own chain.
 */
export interface SignerSuccession {
  readonly schema: "countersign.succession/1";
  readonly from: Fingerprint;
  readonly to: Fingerprint;
  readonly packages?: readonly string[];
  /** RFC 3339: the change holds where it is judged from then on. */
  readonly notBefore: string;
}

/** Where pins live. `countersign/node` has the lock file; a server may use its database. */
export interface PinStore {
  /** @returns what is pinned for a package id; `undefined` if nothing is. */
  read(id: string): Promise<PinRecord | undefined>;
  /** Atomic compare-and-set on `replaces`. @returns false when another writer came first. */
  write(record: PinRecord, replaces: PinRecord | undefined): Promise<boolean>;
}
