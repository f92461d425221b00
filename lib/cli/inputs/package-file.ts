import type { Fingerprint, PackageIdentity } from "../../index.js";

/** What a lock file says that a package is. */
export interface LockedIdentity {
  readonly identity: PackageIdentity;
  /** The hash of its content, where the file holds one. */
  readonly content?: Fingerprint;
}

/** A package that a call is about. */
export interface PackageFile {
  /** As the user wrote it, or as it lies in the folder that the user wrote. */
  readonly shown: string;
  readonly path: string;
  readonly expect?: LockedIdentity;
  /** Of a package that a lock file names: it lies in none of the folders of its tool. */
  readonly absent?: AbsentPackage;
}

/** Where a package of a lock file was looked for, and what brings it there. */
export interface AbsentPackage {
  readonly folders: readonly string[];
  readonly remedy: string;
}
